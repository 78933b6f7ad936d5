"""The files of others are the ones that were looked at: same bytes, licence beside them."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "static" / "vendor"
HASHES: dict[str, str] = json.loads((VENDOR / "vendor.json").read_text())


def _files() -> set[str]:
    found = (path for path in VENDOR.rglob("*") if path.is_file())
    return {path.relative_to(VENDOR).as_posix() for path in found} - {"vendor.json"}


def test_every_vendored_file_is_listed() -> None:
    assert _files() == set(HASHES)


@pytest.mark.parametrize("name", sorted(HASHES))
def test_bytes_are_those_that_were_listed(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == HASHES[name]


def test_every_room_brings_its_licence() -> None:
    rooms = [folder for folder in VENDOR.iterdir() if folder.is_dir()]
    assert len(rooms) >= 4
    assert [room.name for room in rooms if not (room / "LICENSE").exists()] == []


def test_rooms_carry_the_versions_the_lock_names() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    pinned = {
        "htmx": "htmx.org",
        "echarts": "echarts",
        "inter": "@fontsource-variable/inter",
        "inter-print": "@expo-google-fonts/inter",
        "tabler-icons": "@tabler/icons",
    }
    expected = {
        f"{room}-{packages[f'node_modules/{name}']['version']}" for room, name in pinned.items()
    }
    assert {folder.name for folder in VENDOR.iterdir() if folder.is_dir()} == expected


def test_the_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
