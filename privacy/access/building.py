"""Makes the file: JSON, a table for each store, and a page to read, in one ZIP of sealed pieces."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any
from uuid import UUID

import orjson
from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import override

from accounts.cells import safe_cell
from accounts.jobs import Lease
from accounts.models import Workspace
from accounts.readings import ANSWER_REQUEST, note_reading, request_key
from privacy.access.annex import Annex, compose
from privacy.access.chunks import ChunkWriter
from privacy.access.holdings import CONTENT
from privacy.access.person import LOGS, open_subject
from privacy.access.portable import Scope
from privacy.access.redacting import Shown, shown
from privacy.access.schema import FORMAT, schema
from privacy.access.values import source_names, value_words
from privacy.access.words import field_words, store_words
from privacy.clock import RULES
from privacy.models import Kind, LeftOut, Package, PackageChunk, PackageItem

_PAGE = 200


def run_building(lease: Lease, *, package_id: UUID) -> None:
    """Make the file anew from its beginning: pieces of a try that was cut off are thrown away."""
    with lease.batch():
        package = Package.objects.select_related("request").get(pk=package_id)
        if package.built_at is not None or package.building_at is None:
            return
        PackageChunk.objects.filter(package=package).delete()
        copy = Copy(lease, package)
        fields = (CONTENT,)
        key = request_key(package.request_id)
        note_reading(subject_key=key, purpose=ANSWER_REQUEST, fields=fields, place="package")
        lease.report({"done": 0, "total": 4})
    raw = ChunkWriter(lease, package_id)
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, write in enumerate(
            (copy.write_json, copy.write_tables, copy.write_page, copy.write_schema), 1
        ):
            write(archive)
            with lease.batch():
                lease.report({"done": number})
    digest = raw.finish()
    with lease.batch():
        Package.objects.filter(pk=package_id, building_at__isnull=False).update(
            built_at=timezone.now(), size=raw.size, sha256=digest
        )


class Copy:
    """One package as it is written out; items are read a page at a time, each in a batch."""

    def __init__(self, lease: Lease, package: Package) -> None:
        self._lease, self._package = lease, package
        self.request = package.request
        self.is_portable = self.request.kind == Kind.PORTABILITY
        self._scope = Scope() if self.is_portable else None
        self.annex: Annex | None = None
        if not self.is_portable:
            self.annex = compose(package, open_subject(package))
        self._sources = source_names()
        self.place = Workspace.objects.get(pk=package.workspace_id)
        self.made_at = timezone.now()
        path = reverse("privacy_access:schema")
        self.schema_url = str(settings.PUBLIC_URL).rstrip("/") + path

    def write_json(self, archive: zipfile.ZipFile) -> None:
        """data.json, by the published schema."""
        head = {
            "$schema": self.schema_url,
            "format": FORMAT,
            "kind": self.request.kind,
            "request": self.request.number,
            "made_at": self.made_at,
            "annex": asdict(self.annex) if self.annex else None,
        }
        with archive.open("data.json", "w") as out:
            out.write(orjson.dumps(head, option=orjson.OPT_INDENT_2)[:-2])
            out.write(b',\n  "items": [')
            for number, item in enumerate(self.items()):
                out.write(b",\n    " if number else b"\n    ")
                out.write(orjson.dumps(as_json(item)))
            out.write(b"\n  ]\n}\n")

    def write_tables(self, archive: zipfile.ZipFile) -> None:
        """A CSV for each store, with every field that any of its records has."""
        columns: dict[str, dict[str, None]] = {}
        for item in self.items():
            columns.setdefault(item.item.store, {}).update(dict.fromkeys(item.content))
        for store, names in columns.items():
            with archive.open(f"tables/{store}.csv", "w") as out:
                out.write(b"\xef\xbb\xbf" + _line(["number", *names]))
                for item in self.items(store):
                    row = (item.content.get(name) or "" for name in names)
                    out.write(_line([str(item.item.number), *row]))

    def write_page(self, archive: zipfile.ZipFile) -> None:
        """read-me.html: all of it to read and to print; it loads nothing and runs nothing."""
        zone = RULES[self.request.rules].zone
        with (
            override(self.request.language),
            timezone.override(zone),
            archive.open("read-me.html", "w") as out,
        ):
            self._render(out, "head", {"copy": self, "styles": _styles()})
            store = ""
            for item in self.items():
                if item.item.store in LOGS:
                    continue  # The annex tells them in words.
                if item.item.store != store:
                    self._render(out, "store", {"name": store_words(item.item.store)})
                    store = item.item.store
                self._render(out, "item", {"item": item, "rows": _rows(item, self._sources)})
            self._render(out, "foot", {"copy": self, "is_empty": not store})

    def write_schema(self, archive: zipfile.ZipFile) -> None:
        """The schema itself, so that the copy can be read without us."""
        text = orjson.dumps(schema(self.schema_url), option=orjson.OPT_INDENT_2)
        archive.writestr("schema.json", text)

    def items(self, store: str = "") -> Iterator[Shown]:
        """All items as they are given out, store by store; for what is portable only that."""
        last: tuple[str, int] = ("", 0)
        while True:
            with self._lease.batch():
                rows = PackageItem.objects.filter(package=self._package)
                if store:
                    rows = rows.filter(store=store)
                page = list(_after(rows, last)[:_PAGE])
                found = shown(page)
            yield from (one for each in found if (one := self._within(each)))
            if len(page) < _PAGE:
                return
            last = (page[-1].store, page[-1].number)

    def _within(self, item: Shown) -> Shown | None:
        if self._scope is None:
            return item
        content = self._scope.of(item.item, item.content)
        left_out = {name: why for name, why in item.left_out.items() if name in content}
        return Shown(item.item, content, left_out) if content else None

    def _render(self, out: IO[bytes], part: str, context: dict[str, Any]) -> None:
        out.write(render_to_string(f"privacy/access/copy_{part}.html", context).encode())


def _styles() -> str:
    """A style element is for the file alone: our own pages have none."""
    rules = render_to_string("privacy/access/copy.css")
    return mark_safe(f"<style>\n{rules}</style>")  # noqa: S308 - our own file


def as_json(shown_item: Shown) -> dict[str, Any]:
    """An item by the schema."""
    item = shown_item.item
    return {
        "number": item.number,
        "store": item.store,
        "source": item.source_id,
        "fields": shown_item.content,
        "left_out": shown_item.left_out,
    }


def _after(rows: Any, last: tuple[str, int]) -> Any:
    behind = Q(store__gt=last[0]) | Q(store=last[0], number__gt=last[1])
    return rows.filter(behind).order_by("store", "number")


def _rows(item: Shown, sources: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": field_words(name),
            "value": value_words(item.item.store, name, value, sources),
            "why": ", ".join(str(LeftOut(one).label) for one in item.left_out.get(name, ())),
        }
        for name, value in item.content.items()
        if value or name in item.left_out
    ]


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(map(safe_cell, cells))
    return text.getvalue().encode()
