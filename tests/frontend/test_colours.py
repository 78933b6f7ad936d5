"""The palette: contrast in both themes, series told apart without colour vision."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text()
PAIRS = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS)
THEMES = {
    "light": {name: light for name, light, _ in PAIRS},
    "dark": {name: dark for name, _, dark in PAIRS},
}
Vector = tuple[float, float, float]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
EYES: dict[str, tuple[Vector, Vector, Vector]] = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def _linear(colour: str) -> Vector:
    def one(at: int) -> float:
        value = int(colour[at : at + 2], 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    return one(1), one(3), one(5)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _seen(colour: str, eye: str) -> Vector:
    rgb = _linear(colour)
    mixed = [sum(w * c for w, c in zip(row, rgb, strict=True)) for row in EYES[eye]]
    red, green, blue = (min(1.0, max(0.0, value)) for value in mixed)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("theme", THEMES)
def test_words_reach_the_contrast_of_aa(theme: str) -> None:
    colours = THEMES[theme]
    grounds = ("canvas", "surface", "surface-raised", "surface-sunken", "surface-hover")
    words = ("text", "text-soft", "text-faint", "accent-text", "good", "bad", "warn")
    pairs = [(word, ground) for word in words for ground in grounds]
    pairs += [(tone, f"{tone}-soft") for tone in ("good", "bad", "warn")]
    pairs += [("accent-text", "accent-soft"), ("text-soft", "accent-soft")]
    assert [p for p in pairs if _contrast(colours[p[0]], colours[p[1]]) < 4.5] == []
    fills = ("accent", "accent-hover", "bad-fill", "bad-fill-hover")
    assert [fill for fill in fills if _contrast("#ffffff", colours[fill]) < 4.5] == []


@pytest.mark.parametrize("theme", THEMES)
def test_lines_and_borders_of_controls_can_be_seen(theme: str) -> None:
    colours = THEMES[theme]
    shapes = [f"series-{n}" for n in range(1, 7)] + ["line-control", "focus"]
    assert [s for s in shapes if _contrast(colours[s], colours["surface"]) < 3] == []


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_series_are_told_apart_by_every_eye(theme: str, eye: str) -> None:
    seen = {n: _seen(THEMES[theme][f"series-{n}"], eye) for n in range(1, 7)}
    near = [(a, b) for a, b in combinations(seen, 2) if math.dist(seen[a], seen[b]) < 24]
    assert near == []
