"""The colours: the two dark blocks agree, and every text can be read on its ground."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "app/kernel/static/css"
TOKENS = (CSS / "tokens.css").read_text(encoding="utf-8")
KEPT_SMALL = 52_000

TEXT, SHAPE = 4.5, 3.0
SURFACES = ("ground", "surface", "sunk")
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "ink-soft", "accent", "bad") for ground in SURFACES),
    *((tone, f"{tone}-soft", TEXT) for tone in ("good", "warn", "bad", "unknown")),
    *((text, f"{tone}-soft", TEXT) for tone in ("good", "warn", "bad") for text in ("ink",)),
    *((tone, "surface", TEXT) for tone in ("good", "warn", "unknown", "gold-text")),
    ("accent-strong", "accent-soft", TEXT),
    ("ink", "accent-soft", TEXT),
    ("ink", "gold-soft", TEXT),
    ("gold-text", "gold-soft", TEXT),
    ("ink-soft", "warn-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("on-bad", "bad", TEXT),
    *((shape, ground, SHAPE) for shape in ("line-strong", "focus") for ground in SURFACES),
    *((series, "surface", SHAPE) for series in ("accent", "gold", "clay", "plum")),
]


def blocks() -> dict[str, dict[str, str]]:
    """The colours of each block, by the selector that opens it."""
    found = re.findall(r"(:root[^{]*)\{([^}]*)\}", TOKENS)
    return {
        selector.strip(): dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))
        for selector, body in found
    }


LIGHT = blocks()[":root"]
DARK = blocks()[':root[data-theme="dark"]']


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_choosing_dark_gives_the_same_colours_as_a_dark_system() -> None:
    assert blocks()[':root:not([data-theme="light"])'] == DARK


def test_dark_names_every_colour_that_light_has() -> None:
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_drawn_stands_out_from_its_ground(
    colours: dict[str, str], text: str, ground: str, least: float
) -> None:
    assert contrast(colours[text], colours[ground]) >= least


def test_every_token_in_use_exists() -> None:
    known = set(re.findall(r"--([\w-]+):", TOKENS))
    for sheet in CSS.glob("*.css"):
        used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text(encoding="utf-8")))
        assert used <= known, sheet.name


def test_no_sheet_but_the_tokens_names_a_colour() -> None:
    for name in ("base.css", "components.css"):
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s])", (CSS / name).read_text("utf-8"))


def test_the_sheets_together_stay_small() -> None:
    assert sum(sheet.stat().st_size for sheet in CSS.glob("*.css")) < KEPT_SMALL
