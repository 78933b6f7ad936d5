"""A browser without a screen: follows links, fills forms, keeps cookies."""

import ssl
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urljoin

import httpx

from proactivox.demo.markup import Form, Page


class Lost(Exception):
    """The page did not have what a person would have looked for; says where and what."""


class Visitor:
    """One person at one product; every step is an ordinary request."""

    def __init__(self, address: str, *, ca: str | None = None) -> None:
        self.http = httpx.Client(
            follow_redirects=True,
            timeout=60,
            trust_env=False,
            verify=trust(ca),
            headers={"Accept-Language": "en", "User-Agent": "Proactivox demo"},
        )
        self.url = address.rstrip("/") + "/"
        self.page = Page("")
        self.html = ""

    def close(self) -> None:
        self.http.close()

    def open(self, address: str) -> "Visitor":
        """Go to an address, absolute or relative to the page."""
        return self._arrive(self.http.get(urljoin(self.url, address)))

    def reaches(self, address: str) -> bool:
        """Go there, and say whether the page is one that this person may see."""
        try:
            self.open(address)
        except Lost:
            return False
        return True

    def follow(self, *, href: str = "", text: str = "") -> "Visitor":
        """Click the first link whose address and words contain these."""
        for link in self.page.links:
            if href in link.href and text.lower() in link.text.lower():
                return self.open(link.href)
        raise Lost(f"{self.url} has no link {href or text!r}; it says: {self.words()}")

    def form_with(self, *names: str) -> Form:
        """The page's first form that has all these fields or buttons."""
        for form in self.page.forms:
            known = {*form.fields, *form.files, *(name for name, _ in form.buttons)}
            if set(names) <= known:
                return form
        raise Lost(f"{self.url} has no form with {', '.join(names)}; it says: {self.words()}")

    def submit(
        self, form: Form, values: dict[str, str], *, files: dict[str, Path] | None = None
    ) -> "Visitor":
        """Send a form with these values in place of what stands in it."""
        data, target = {**form.fields, **values}, urljoin(self.url, form.action)
        if form.method == "get":
            return self._arrive(self.http.get(target, params=data))
        headers = {"Referer": self.url}
        with ExitStack() as stack:
            opened = {
                name: (path.name, stack.enter_context(path.open("rb")))
                for name, path in (files or {}).items()
            }
            answer = self.http.post(target, data=data, files=opened or None, headers=headers)
        return self._arrive(answer)

    def words(self, most: int = 600) -> str:
        """What the page says, in one line."""
        return " ".join(" ".join(self.page.text).split())[:most]

    def _arrive(self, response: httpx.Response) -> "Visitor":
        self.url = str(response.url)
        is_html = "html" in response.headers.get("content-type", "")
        self.html = response.text if is_html else ""
        self.page = Page(self.html)
        if response.status_code >= 400:
            raise Lost(f"{self.url} answered {response.status_code}: {self.words()}")
        return self


def trust(ca: str | None) -> ssl.SSLContext | bool:
    """What to check certificates against: the sandbox's own authority, or the system."""
    if ca is None:
        return True
    return ssl.create_default_context(cafile=ca)
