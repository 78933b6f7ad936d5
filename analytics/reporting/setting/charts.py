"""The charts of print: lines over time, bars and a funnel, each from plain values and texts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from analytics.reporting.setting.palette import FAINT, GRID, LINE, SERIES, SOFT, TEXT
from analytics.reporting.setting.scales import Scale, scale_of
from analytics.reporting.setting.svg import Canvas, Point, shortened, width_of

WIDE, NARROW = 493.0, 236.0
_SIZE = 7.0
_DASH = "3 2.4"
Values = Sequence[float | None]
Write = Callable[[float], str]


@dataclass(frozen=True)
class Line:
    """Values of one thing, one for each place of the axis; dashed where it is the comparison."""

    name: str
    values: Values
    is_before: bool = False


@dataclass(frozen=True)
class Bar:
    """A thing with its value, what it was before, and both as they are written."""

    name: str
    value: float | None
    written: str
    before: float | None = None


@dataclass
class _Plot:
    """The field in which lines are drawn."""

    canvas: Canvas
    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    count: int

    def x(self, place: int) -> float:
        return self.left + (self.right - self.left) * place / max(1, self.count - 1)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * self.scale.share(value)


def lines(
    lines: Sequence[Line],
    places: Sequence[str],
    write: Write,
    *,
    width: float = WIDE,
    height: float = 168,
    is_whole: bool = False,
    unsettled_from: int | None = None,
) -> str:
    """Lines over time, with marks of a round scale, and a legend where there are several.

    `places` are the days as they are written. From `unsettled_from` on the ground is tinted.
    """
    canvas = Canvas(width, height)
    scale = scale_of(chain(*(one.values for one in lines)), least_step=1 if is_whole else 0)
    wide = max(width_of(write(mark), _SIZE) for mark in scale.marks)
    top = _legend(canvas, lines, width) + 6
    plot = _Plot(canvas, wide + 8, width - 6, top, height - 16, scale, len(places))
    if unsettled_from is not None:
        start = plot.x(unsettled_from) if len(places) > 1 else plot.left
        start = max(plot.left, start - (plot.x(1) - plot.x(0)) / 2) if len(places) > 1 else start
        canvas.box((start, top), plot.right - start, plot.bottom - top, "#f4f1ea")
    _grid(plot, write)
    _days(plot, places)
    for one, colour in reversed(list(zip(lines, colours(lines), strict=True))):
        for points in _pieces(plot, one.values):
            dash = _DASH if one.is_before else ""
            canvas.path(points, colour, width=1.0 if one.is_before else 1.5, dash=dash)
    return canvas.drawn()


def bars(bars: Sequence[Bar], *, before: str = "", now: str = "", width: float = WIDE) -> str:
    """Bars beneath each other, the value at the end of each; a thin one is the comparison."""
    step, top = (19.0 if before else 15.0), (16.0 if before else 4.0)
    canvas = Canvas(width, top + step * len(bars) + 2)
    if before:
        _pair_legend(canvas, now, before)
    names = min(width * 0.34, max(width_of(one.name, 7.5) for one in bars) + 8)
    ends = max(width_of(one.written, 7.5) for one in bars) + 10
    top_value = max((abs(v) for b in bars for v in (b.value, b.before) if v is not None), default=0)
    room = max(10.0, width - names - ends)
    for number, one in enumerate(bars):
        y = top + step * number
        canvas.text((0, y + 9), shortened(one.name, names - 6, 7.5), colour=TEXT, size=7.5)
        long = room * abs(one.value or 0) / (top_value or 1)
        if one.value is not None:
            canvas.box((names, y + 2), max(long, 0.8), 9, SERIES[0])
        if one.before is not None:
            canvas.box(
                (names, y + 12.2), max(room * abs(one.before) / (top_value or 1), 0.8), 2.6, LINE
            )
        canvas.text((names + long + 4, y + 9), one.written, colour=SOFT, size=7.5)
    return canvas.drawn()


def funnel(
    steps: Sequence[Bar],
    shares: Sequence[str],
    *,
    before: str = "",
    now: str = "",
    width: float = WIDE,
) -> str:
    """Steps beneath each other, each with its share of the one before it."""
    step, top = 27.0, (16.0 if before else 4.0)
    canvas = Canvas(width, top + step * len(steps))
    if before:
        _pair_legend(canvas, now, before)
    names = max(width_of(one.name, 7.5) for one in steps) + 10
    ends = max(
        width_of(f"{s.written} {share}", 7.5) for s, share in zip(steps, shares, strict=True)
    )
    most = max((v for s in steps for v in (s.value, s.before) if v), default=1)
    room = max(10.0, width - names - ends - 18)
    for number, (one, share) in enumerate(zip(steps, shares, strict=True)):
        y = top + step * number
        canvas.text((0, y + 12), one.name, colour=TEXT, size=7.5)
        long = room * (one.value or 0) / most
        if one.value is not None:
            canvas.box((names, y + 2), max(long, 0.8), 14, SERIES[0])
        if one.before is not None:
            canvas.box((names, y + 17.2), max(room * one.before / most, 0.8), 2.6, LINE)
        canvas.text((names + long + 5, y + 12), one.written, colour=TEXT, size=7.5, weight=600)
        after = names + long + 9 + width_of(one.written, 8)
        canvas.text((after, y + 12), share, colour=SOFT, size=7.5)
    return canvas.drawn()


def colours(lines: Sequence[Line]) -> list[str]:
    """A colour for each line; the comparison has none of its own."""
    own = iter(SERIES * (len(lines) // len(SERIES) + 1))
    return [LINE if one.is_before else next(own) for one in lines]


def _legend(canvas: Canvas, lines: Sequence[Line], width: float) -> float:
    """Names beside their colours, in as many rows as they need; where the last of them ends."""
    if len(lines) < 2:
        return 2
    x, y = 0.0, 8.0
    for one, colour in zip(lines, colours(lines), strict=True):
        name = shortened(one.name, width - 30, _SIZE)
        wide = width_of(name, _SIZE) + 30
        if x and x + wide > width:
            x, y = 0.0, y + 11
        dash = _DASH if one.is_before else ""
        canvas.line((x, y - 2.4), (x + 14, y - 2.4), colour, width=1.6, dash=dash)
        canvas.text((x + 18, y), name, size=_SIZE)
        x += wide
    return y + 4


def _pair_legend(canvas: Canvas, now: str, before: str) -> None:
    canvas.box((0, 2.5), 12, 6, SERIES[0])
    canvas.text((16, 8), now, size=_SIZE)
    x = 16 + width_of(now, _SIZE) + 14
    canvas.box((x, 4.2), 12, 2.6, LINE)
    canvas.text((x + 16, 8), before, size=_SIZE)


def _grid(plot: _Plot, write: Write) -> None:
    for mark in plot.scale.marks:
        y = plot.y(mark)
        plot.canvas.line((plot.left, y), (plot.right, y), LINE if mark == 0 else GRID)
        plot.canvas.text((plot.left - 5, y + 2.4), write(mark), colour=FAINT, anchor="end")


def _days(plot: _Plot, places: Sequence[str]) -> None:
    """As many days as fit beneath the axis, evenly apart, the first among them."""
    if not places:
        return
    wide = max(width_of(place, _SIZE) for place in places) + 12
    fit = max(1, int((plot.right - plot.left) // wide))
    every = max(1, -(-(len(places) - 1) // fit)) if len(places) > 1 else 1
    for place in range(0, len(places), every):
        x = plot.x(place)
        half = width_of(places[place], _SIZE) / 2
        anchor = "start" if x - half < 0 else "end" if x + half > plot.canvas.width else "middle"
        plot.canvas.text((x, plot.bottom + 11), places[place], colour=FAINT, anchor=anchor)


def _pieces(plot: _Plot, values: Values) -> list[list[Point]]:
    """The points of a line, cut where a value is missing: a gap is not a line to zero."""
    found: list[list[Point]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((plot.x(place), plot.y(value)))
    return [points for points in found if points]
