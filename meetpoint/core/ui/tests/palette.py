"""Reads the colour tokens out of the stylesheet and measures contrast between them."""

import math
import re
from pathlib import Path

STYLESHEET = Path(__file__).parents[1] / "static" / "ui" / "ui.css"
_TOKEN = re.compile(r"--([a-z-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\);")

Rgb = tuple[float, float, float]
Tokens = dict[str, Rgb]


def blocks() -> dict[str, str]:
    """Return the three blocks of colour tokens: by day, by the device's night, by chosen night."""
    css = STYLESHEET.read_text()
    night = css.index("@media screen and (prefers-color-scheme: dark)")
    chosen = css.index(':root[data-theme="dark"] {')
    end = css.index("@supports not")
    return {"light": css[css.index(":root {") : night], "device": css[night:chosen], "dark": css[chosen:end]}


def tokens(block: str) -> Tokens:
    """Return linear sRGB for each token of a block."""
    found = _TOKEN.findall(blocks()[block])
    return {
        name: linear_srgb(float(light) / 100, float(chroma), float(hue)) for name, light, chroma, hue in found
    }


def linear_srgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """Convert OKLCH to linear sRGB, clipped to the gamut (Ottosson, "A perceptual color space", 2020)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(max(part, 0.0), 1.0) for part in (red, green, blue))  # type: ignore[return-value]


def luminance(colour: Rgb) -> float:
    """Return relative luminance (WCAG 2.2)."""
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)
