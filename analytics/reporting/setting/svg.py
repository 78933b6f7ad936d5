"""A small hand for drawing: shapes and texts, every value of which is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from analytics.reporting.setting.palette import SOFT

FONT = "Inter"
Point = tuple[float, float]


@dataclass
class Canvas:
    """What is drawn so far on a sheet, in points."""

    width: float
    height: float
    _shapes: list[str] = field(default_factory=list)

    def line(
        self, start: Point, end: Point, colour: str, *, width: float = 0.6, dash: str = ""
    ) -> None:
        """A straight line."""
        self._add(
            "line",
            x1=start[0],
            y1=start[1],
            x2=end[0],
            y2=end[1],
            stroke=colour,
            stroke_width=width,
            **_dashed(dash),
        )

    def path(
        self, points: Sequence[Point], colour: str, *, width: float = 1.4, dash: str = ""
    ) -> None:
        """A line through points; a single one is a dot."""
        if len(points) == 1:
            self.dot(points[0], colour)
            return
        text = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
        self._add(
            "path",
            d=text,
            fill="none",
            stroke=colour,
            stroke_width=width,
            stroke_linejoin="round",
            stroke_linecap="round",
            **_dashed(dash),
        )

    def dot(self, at: Point, colour: str, size: float = 1.6) -> None:
        """A filled circle."""
        self._add("circle", cx=at[0], cy=at[1], r=size, fill=colour)

    def box(self, at: Point, width: float, height: float, colour: str, **more: float) -> None:
        """A filled rectangle, its corner at the upper left."""
        self._add("rect", x=at[0], y=at[1], width=width, height=height, fill=colour, **more)

    def text(
        self,
        at: Point,
        words: str,
        *,
        colour: str = SOFT,
        size: float = 7,
        anchor: str = "start",
        weight: int = 400,
    ) -> None:
        """Words whose foot stands at a point: its start, middle or end there."""
        named = {"x": at[0], "y": at[1], "fill": colour, "font_size": size, "text_anchor": anchor}
        shape = _tag("text", named | {"font_family": f"{FONT}, sans-serif", "font_weight": weight})
        self._shapes.append(f"{shape}>{escape(words)}</text>")

    def drawn(self) -> str:
        """The whole as SVG."""
        size = f'width="{self.width:g}" height="{self.height:g}"'
        box = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box}>'
        return head + "".join(self._shapes) + "</svg>"

    def _add(self, tag: str, **values: object) -> None:
        self._shapes.append(f"{_tag(tag, values)}/>")


def width_of(words: str, size: float) -> float:
    """About how wide words are; enough to know what would overlap."""
    return sum(0.3 if letter in " .,:ilj1'’|" else 0.6 for letter in words) * size


def shortened(words: str, room: float, size: float) -> str:
    """Words that fit into a room, cut by an ellipsis where they must be."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"


def _dashed(dash: str) -> dict[str, str]:
    return {"stroke_dasharray": dash} if dash else {}


def _tag(tag: str, values: dict[str, object]) -> str:
    words = " ".join(
        f"{name.replace('_', '-')}={quoteattr(_value(value))}" for name, value in values.items()
    )
    return f"<{tag} {words}"


def _value(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
