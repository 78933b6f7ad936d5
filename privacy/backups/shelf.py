"""The backups that are there, taken away in time, and until when one holds the erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from privacy.backups.format import Head, NoBackup, read_head

SUFFIX = ".pxb"


@dataclass(frozen=True)
class Backup:
    """A file on the shelf; without `head` one that is no backup of ours, and why."""

    path: Path
    size: int
    head: Head | None
    why_not: str = ""


def backups_gone_by(erased_at: datetime) -> datetime:
    """When the last backup that still holds what was erased at that moment is gone.

    The newest of them was made just before; it goes at the first nightly look after its days.
    """
    return erased_at + timedelta(days=settings.BACKUP_DAYS + 1)


def backups(folder: Path | None = None) -> list[Backup]:
    """All files of the shelf, the newest first."""
    place = folder or Path(settings.BACKUP_DIR)
    found = [_read(path) for path in place.glob(f"*{SUFFIX}")]
    return sorted(found, key=lambda one: one.path.name, reverse=True)


def take_away(folder: Path | None = None) -> list[Path]:
    """Delete backups past their days, and the oldest where there are too many; which."""
    gone = list(_due([one for one in backups(folder) if one.head is not None]))
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _due(kept: list[Backup]) -> Iterator[Path]:
    before = timezone.now() - timedelta(days=settings.BACKUP_DAYS)
    for place, backup in enumerate(kept):
        is_old = backup.head is not None and backup.head.made_at < before
        if is_old or place >= settings.BACKUP_COUNT:
            yield backup.path


def _read(path: Path) -> Backup:
    size = path.stat().st_size
    try:
        with path.open("rb") as stream:
            return Backup(path, size, read_head(stream)[0])
    except NoBackup as problem:
        return Backup(path, size, None, str(problem))
