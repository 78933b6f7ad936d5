"""Addresses of static files, reckoned once a process: one page has a hundred of them in icons."""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage as Compressed


class _Remembering(StaticFilesStorage):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str, str] = {}

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        if name is None or args or kwargs:
            return super().url(name, *args, **kwargs)
        if name not in self._known:
            self._known[name] = super().url(name)
        return self._known[name]


class PlainFiles(_Remembering):
    """By the names that they have in the source."""


class HashedFiles(_Remembering, Compressed):  # type: ignore[misc]  # whitenoise has no types
    """By names with a hash of what is in them, as `collectstatic` wrote them down."""
