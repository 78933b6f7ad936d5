"""What the shared templates say is also said in Danish."""

import re
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "proactivox" / "locale" / "da" / "LC_MESSAGES" / "django.po"
SINGULAR = re.compile(r"""(?<!n)gettext\(u?(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
IN_FILTER = re.compile(r"""(?<![\w.])_\((?P<text>'[^']*'|"[^"]*")\)""")


def _shared() -> list[Path]:
    folder = ROOT / "templates"
    rooms = [*folder.glob("components/**/*.html"), *folder.glob("errors/*.html")]
    return [*folder.glob("*.html"), *rooms]


def _texts(path: Path) -> set[str]:
    source = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    code = templatize(source)
    found = [*SINGULAR.finditer(code), *IN_FILTER.finditer(source)]
    return {match["text"][1:-1].replace("\\'", "'").replace("%%", "%") for match in found}


def test_every_shared_text_has_its_danish() -> None:
    with CATALOGUE.open("rb") as file:
        danish = {message.id for message in read_po(file, locale="da") if message.string}
    said = set().union(*(_texts(path) for path in _shared()))
    assert {"Log out", "There is nothing at this address", "Details"} <= said
    assert said - danish == set()
