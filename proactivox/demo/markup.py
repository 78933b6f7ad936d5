"""Reads forms and links out of a page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as a browser would send it: its address, method and the fields' present values."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """A link's address and its words."""

    href: str
    text: str


class Page(HTMLParser):
    """One page's forms, links and plain text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._named: dict[str, Form] = {}
        self._select: str | None = None
        self._area: str | None = None
        self._href: str | None = None
        self._words: list[str] = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "template"):
            self._silent += 1
        elif tag == "a" and "href" in given:
            self._href, self._words = given["href"], []
        elif tag == "form":
            self._form = self._named.setdefault(given.get("id") or f"#{len(self.forms)}", Form())
            self._form.action = given.get("action", "")
            self._form.method = given.get("method", "get").lower()
            self.forms.append(self._form)
        elif form := self._form_of(given):
            self._control(form, tag, given, {name for name, _ in attrs})

    def _form_of(self, given: dict[str, str]) -> Form | None:
        """The form around a control, or the one that it names, which may come after it."""
        if "form" in given:
            return self._named.setdefault(given["form"], Form())
        return self._form

    def _control(self, form: Form, tag: str, given: dict[str, str], has: set[str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "option" and self._select:
            if "selected" in has or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif not name:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area, form.fields[name] = name, ""
        elif tag == "button" or kind == "submit":
            form.buttons.append((name, given.get("value", "")))
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input" and (kind not in ("checkbox", "radio") or "checked" in has):
            form.fields[name] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "template"):
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "a" and self._href is not None:
            self.links.append(Link(self._href, " ".join(" ".join(self._words).split())))
            self._href = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self.text.append(data)
        if self._href is not None:
            self._words.append(data)
        if self._area is not None and self._form is not None:
            self._form.fields[self._area] += data
