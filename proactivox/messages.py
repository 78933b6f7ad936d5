"""Finds the texts for people in code and templates, and keeps each app's Danish beside them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

APPS = ("accounts", "billing", "enquiries", "integrations", "analytics", "privacy", "proactivox")
# Folders of templates that are not named after the app whose pages they are.
FOLDERS = {
    "account": "accounts",
    "mfa": "accounts",
    "usersessions": "accounts",
    "allauth": "accounts",
    "emails": "accounts",
}
LOCALE = "da"
_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Proactivox\\n"
"Language: da\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_LAZY: dict[str, Any] = {
    f"{name}_lazy": DEFAULT_KEYWORDS[name]
    for name in ("gettext", "ngettext", "pgettext", "npgettext")
}
KEYWORDS: Mapping[str, Any] = {**DEFAULT_KEYWORDS, **_LAZY, "gettext_noop": None}
_COMMENT = re.compile(r"\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]?\d*(?:\.\d+)?[sdifg]|(?<!%)(?:%%)*(?!%%)%[sd]")


@dataclass(frozen=True, order=True)
class Text:
    """A text for people: what stands in the code, its plural and its context."""

    singular: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """The form in which Babel keys it."""
        return (self.singular, self.plural) if self.plural else self.singular


@dataclass(frozen=True)
class Fault:
    """A text whose Danish is missing, doubtful or broken."""

    app: str
    text: str
    why: str


@dataclass
class AppMessages:
    """The texts of one app and its catalogue, as it is or as it would be written."""

    app: str
    path: Path
    texts: set[Text] = field(default_factory=set)
    catalogue: Catalog = field(default_factory=lambda: Catalog(locale=LOCALE))


def gather(root: Path) -> list[AppMessages]:
    """All apps with their texts and with catalogues that hold these texts and no others.

    A translation is kept; a text that another app has translated already takes that over.
    """
    found = {app: AppMessages(app, catalogue_path(root, app)) for app in APPS}
    for app, texts in _all_texts(root):
        found[app].texts.update(texts)
    old = {app: _read(messages.path) for app, messages in found.items()}
    for app, messages in found.items():
        others = [old["proactivox"], *old.values()]
        for text in sorted(messages.texts):
            _carry_over(messages.catalogue, text, [old[app], *others])
    return [messages for messages in found.values() if messages.texts or messages.path.exists()]


def catalogue_path(root: Path, app: str) -> Path:
    """Where an app's Danish stands."""
    return root / app / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def write(messages: AppMessages) -> bool:
    """Write the catalogue where its text changed; whether it did."""
    body = BytesIO()
    write_po(body, messages.catalogue, width=0, no_location=True, omit_header=True)
    text = _HEADER + body.getvalue().decode().strip() + "\n"
    if messages.path.exists() and messages.path.read_text() == text:
        return False
    messages.path.parent.mkdir(parents=True, exist_ok=True)
    messages.path.write_text(text)
    return True


def faults(messages: AppMessages) -> Iterator[Fault]:
    """Each text without Danish, with doubtful Danish, or with other placeholders in it."""
    for message in _entries(messages.catalogue):
        why = _fault(message)
        if why:
            ids = message.id
            yield Fault(messages.app, ids if isinstance(ids, str) else ids[0], why)


def texts_of_python(source: str) -> set[Text]:
    """What gettext and its sisters are called with."""
    return _extract(source)


def texts_of_template(source: str) -> set[Text]:
    """What {% translate %}, {% blocktranslate %} and _() in a template say."""
    code = templatize(_COMMENT.sub("", source))
    # What is left of the markup would be indentation to Python's tokenizer.
    return _extract("\n".join(line.lstrip() for line in code.splitlines()))


def _all_texts(root: Path) -> Iterator[tuple[str, set[Text]]]:
    for app in APPS:
        for path in sorted((root / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, texts_of_python(path.read_text())
    for path in sorted((root / "templates").rglob("*.*")):
        if path.suffix in (".html", ".txt"):
            yield app_of(path.relative_to(root / "templates")), texts_of_template(path.read_text())


def app_of(template: Path) -> str:
    """The app to which a template belongs, by its folder; what all share belongs to the wiring."""
    folders = template.parts[:-1]
    if folders[:1] == ("emails",) and folders[1:2] and folders[1] in APPS:
        return folders[1]
    folder = folders[0] if folders else ""
    return folder if folder in APPS else FOLDERS.get(folder, "proactivox")


def _extract(source: str) -> set[Text]:
    rows = extract("python", BytesIO(source.encode()), KEYWORDS, options={"encoding": "utf-8"})
    return {_text(message, context) for _, message, _, context in rows if any(message)}


def _text(message: Any, context: str | None) -> Text:
    parts = (message,) if isinstance(message, str) else tuple(message)
    return Text(parts[0], parts[1] if len(parts) > 1 else "", context or "")


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, ignore_obsolete=True)


def _carry_over(into: Catalog, text: Text, sources: Iterable[Catalog]) -> None:
    for source in sources:
        known = source.get(text.id, text.context or None)
        if known is not None and known.pluralizable == bool(text.plural) and _is_said(known):
            flags = {flag for flag in known.flags if flag == "fuzzy"}
            comments = known.user_comments
            into.add(text.id, known.string, flags=flags, user_comments=comments, context=_ctx(text))
            return
    into.add(text.id, context=_ctx(text))


def _ctx(text: Text) -> str | None:
    return text.context or None


def _is_said(message: Message) -> bool:
    return all(_strings(message))


def _strings(message: Message) -> list[str]:
    strings = message.string or ""
    return [strings] if isinstance(strings, str) else list(strings)


def _entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _fault(message: Message) -> str:
    if not _is_said(message):
        return "has no Danish"
    if message.fuzzy:
        return "is marked as doubtful (fuzzy)"
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    strings = _strings(message)
    wanted = _placeholders(ids[-1])
    allowed = set(wanted) | set(_placeholders(ids[0]))
    if sorted(_placeholders(strings[-1])) != sorted(wanted):
        return "has other placeholders in Danish"
    if not set(_placeholders(strings[0])) <= allowed:
        return "has other placeholders in Danish"
    return ""


def _placeholders(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)
