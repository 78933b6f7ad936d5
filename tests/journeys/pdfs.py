"""The words of a PDF that typst set: its streams are inflated and its letters looked up."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping

_STREAM = re.compile(rb"stream\r?\n")
_PAIR = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")
_SHOWN = re.compile(rb"\[((?:\((?:\\.|[^\\()])*\)|[-\d.\s])*)\]\s*TJ", re.DOTALL)
_PIECE = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
Letters = Mapping[int, str]


def words_of(pdf: bytes) -> str:
    """All that is shown, in its order, once for each font by which its letters could be read.

    Letters of another font come out as others, so what is looked for stands in one of them.
    """
    streams = list(_streams(pdf))
    pages = [one for one in streams if b" Tf " in one]
    fonts = [_letters(one) for one in streams if b"beginbfchar" in one]
    lines = [line for page in pages for line in _lines(page)]
    texts = ("\n".join(_read(line, font) for line in lines) for font in fonts)
    return "\n".join(texts).replace("\u00a0", " ")


def _streams(pdf: bytes) -> Iterator[bytes]:
    for begin in _STREAM.finditer(pdf):
        try:
            yield zlib.decompressobj().decompress(pdf[begin.end() :])
        except zlib.error:  # not packed: a profile of colours, or what says who made it
            continue


def _letters(table: bytes) -> Letters:
    return {
        int(code, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for code, letters in _PAIR.findall(table)
    }


def _lines(page: bytes) -> Iterator[bytes]:
    for shown in _SHOWN.findall(page):
        yield b"".join(_ESCAPE.sub(_plain, piece) for piece in _PIECE.findall(shown))


def _plain(escape: re.Match[bytes]) -> bytes:
    said = escape.group(1)
    return bytes([int(said, 8)]) if said.isdigit() else _NAMED.get(said, said)


def _read(line: bytes, font: Letters) -> str:
    codes = (int.from_bytes(line[at : at + 2]) for at in range(0, len(line) - 1, 2))
    return "".join(font.get(code, "\ufffd") for code in codes)
