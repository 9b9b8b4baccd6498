"""Every pair of colours in use is readable, by day and by night."""

import re

import pytest

from meetpoint.core.ui.tests import palette

GROUNDS = ("ground", "surface", "sunken")
BODY = [("ink", ground) for ground in GROUNDS]
TEXT = [
    *[("ink-soft", ground) for ground in (*GROUNDS, "action-soft")],
    *[("action-strong", ground) for ground in GROUNDS],
    *[("action-ink", ground) for ground in ("action-soft", "surface", "ground", "sunken")],
    ("on-action", "action"),
    ("on-action", "action-strong"),
    ("on-brick", "brick"),
    ("surface", "brick-ink"),
    ("brick-ink", "brick-soft"),
    ("brick-ink", "surface"),
    ("brick-ink", "ground"),
    ("marigold-ink", "marigold-soft"),
    ("on-marigold", "marigold"),
    ("leaf-ink", "leaf-soft"),
]
SHAPES = [
    *[("edge", ground) for ground in GROUNDS],
    *[("focus", ground) for ground in GROUNDS],
    *[("action", ground) for ground in GROUNDS],
    ("brick", "surface"),
    ("brick", "ground"),
    ("leaf", "surface"),
    ("plum", "surface"),
    ("plum", "ground"),
    ("marigold-ink", "surface"),
    ("marigold-ink", "ground"),
]
THEMES = ("light", "dark")


def measure(theme: str, pair: tuple[str, str]) -> float:
    colours = palette.tokens(theme)
    return palette.contrast(colours[pair[0]], colours[pair[1]])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", BODY, ids=" on ".join)
def test_body_text_reaches_aaa(theme: str, pair: tuple[str, str]) -> None:
    assert measure(theme, pair) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", TEXT, ids=" on ".join)
def test_other_text_reaches_aa(theme: str, pair: tuple[str, str]) -> None:
    assert measure(theme, pair) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pair", SHAPES, ids=" on ".join)
def test_edges_and_shapes_reach_three_to_one(theme: str, pair: tuple[str, str]) -> None:
    assert measure(theme, pair) >= 3


def test_chosen_night_is_the_devices_night() -> None:
    device, chosen = (
        dict(re.findall(r"--([a-z-]+): ([^;]+);", palette.blocks()[name])) for name in ("device", "dark")
    )
    assert device == chosen
    assert len(chosen) > 20


def test_contrast_of_black_and_white_is_21() -> None:
    assert palette.contrast(palette.linear_srgb(0, 0, 0), palette.linear_srgb(1, 0, 0)) == pytest.approx(
        21, abs=0.01
    )


def test_conversion_agrees_with_a_known_colour() -> None:
    # CSS Color 4: the sRGB colour red is oklch(62.8% 0.2577 29.23).
    red = palette.linear_srgb(0.62796, 0.25768, 29.234)
    assert red == pytest.approx((1, 0, 0), abs=0.002)
