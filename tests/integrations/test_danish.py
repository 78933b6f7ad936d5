"""What this app's pages and code say is also said in Danish."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "integrations" / "locale" / "da" / "LC_MESSAGES" / "django.po"
SINGULAR = re.compile(r"""(?<!n)gettext\(u?(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)""")
IN_FILTER = re.compile(r"""(?<![\w.])_\((?P<text>'[^']*'|"[^"]*")\)""")
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}", re.DOTALL)
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop"}


def from_templates() -> Iterator[str]:
    for path in (ROOT / "templates" / "integrations").glob("*.html"):
        source = COMMENT.sub("", path.read_text())
        for match in [*SINGULAR.finditer(templatize(source)), *IN_FILTER.finditer(source)]:
            yield match["text"][1:-1].replace("\\'", "'").replace("%%", "%")


def from_code() -> Iterator[str]:
    for path in (ROOT / "integrations").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Constant):
                        yield str(argument.value)


def test_every_text_has_its_danish() -> None:
    with CATALOGUE.open("rb") as file:
        danish = {m.id for m in read_po(file, locale="da") if m.string}
    said = {*from_templates(), *from_code()}
    assert len(said) > 300
    assert sorted(said - danish) == []
