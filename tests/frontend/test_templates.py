"""Every template keeps the promises of the content policy and of the design system."""

import re
from pathlib import Path

import allauth

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
ALL = sorted(path for path in TEMPLATES.rglob("*.html") if "emails" not in path.parts)
COMPONENTS = sorted((TEMPLATES / "components").rglob("*.html"))
ICON = re.compile(r'\{% icon "([^"]+)"')
DEFAULT_ICON = re.compile(r'\{% icon [\w.]+\|default:"([^"]+)"')
STATIC = re.compile(r"""\{% static ['"]([^'"]+)['"] %\}""")
INCLUDE = re.compile(r"""\{% (?:include|extends) ["']([^"']+)["']""")

FORBIDDEN = {
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", re.IGNORECASE
    ),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "an evaluated attribute": re.compile(r"\bhx-on\b|\bhx-vals\s*=\s*['\"]js:", re.IGNORECASE),
    "a file of another host": re.compile(
        r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE
    ),
}


def _name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def _without_comments(text: str) -> str:
    return re.sub(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", "", text, flags=re.DOTALL)


def test_nothing_needs_a_laxer_content_policy() -> None:
    texts = {_name(path): _without_comments(path.read_text()) for path in ALL}
    assert len(texts) > 100
    needed = {
        name: [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
        for name, text in texts.items()
    }
    assert {name: found for name, found in needed.items() if found} == {}


def test_the_scan_would_see_each_fault() -> None:
    faults = {
        "a style attribute": '<p class="a" style="color: red">',
        "a style element": "<style>",
        "an event handler": '<button onclick="x()">',
        "an inline script": "<script>x()</script>",
        "a script address": '<a href="javascript:x()">',
        "an evaluated attribute": '<a hx-on:click="x()">',
        "a file of another host": '<img src="//elsewhere/x.png">',
    }
    assert [what for what, fault in faults.items() if not FORBIDDEN[what].search(fault)] == []


def test_every_icon_named_is_in_the_sprite() -> None:
    (sprite,) = (ROOT / "static" / "vendor").glob("tabler-icons-*/sprite.svg")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))
    texts = [path.read_text() for path in ALL]
    named = {name for text in texts for name in ICON.findall(text) + DEFAULT_ICON.findall(text)}
    assert named
    assert named - drawn == set()


def test_every_static_file_and_template_named_exists() -> None:
    missing = {_name(path): _missing(_without_comments(path.read_text())) for path in ALL}
    assert len(missing) > 100
    assert {name: found for name, found in missing.items() if found} == {}


def _missing(text: str) -> list[str]:
    missing = [name for name in STATIC.findall(text) if not _is_served(name)]
    shared = [name for name in INCLUDE.findall(text) if name.startswith("components/")]
    return missing + [name for name in shared if not (TEMPLATES / name).is_file()]


def _is_served(name: str) -> bool:
    """Ours, or shipped inside the installed allauth, whose passkey scripts we load as they are."""
    theirs = Path(allauth.__file__).parent.glob(f"*/static/{name}")
    return (ROOT / "static" / name).is_file() or any(path.is_file() for path in theirs)


def test_every_component_tells_how_it_is_used() -> None:
    assert COMPONENTS
    comment = re.compile(r"\{% comment %\}(.+?)\{% endcomment %\}", re.DOTALL)
    told = {_name(path): comment.search(path.read_text()) for path in COMPONENTS}
    assert [name for name, found in told.items() if not found] == [], "no usage comment"
    shown = {name: re.search(r"\{%|\{\{|<", found[1]) for name, found in told.items() if found}
    assert [name for name, example in shown.items() if not example] == [], "shows no example"


def test_every_script_and_sheet_is_loaded() -> None:
    loaded = {
        name for path in TEMPLATES.rglob("*.html") for name in STATIC.findall(path.read_text())
    }
    ours = {f"css/{path.name}" for path in (ROOT / "static" / "css").glob("*.css")}
    ours |= {f"js/{path.name}" for path in (ROOT / "static" / "js").glob("*.js")}
    assert ours - loaded == set()
