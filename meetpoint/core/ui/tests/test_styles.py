"""The stylesheets and scripts: small, made of tokens, and at home under the content security policy."""

import gzip
import re
from pathlib import Path

import pytest

from meetpoint.core.ui import icons

STATIC = Path(__file__).parents[1] / "static" / "ui"
TEMPLATES = Path(__file__).parents[1] / "templates"
SCREEN = ("ui.css", "staff.css")


def text(name: str) -> str:
    return (STATIC / name).read_text()


def test_every_token_in_use_is_declared() -> None:
    css = "".join(text(name) for name in SCREEN)
    used, declared = set(re.findall(r"var\(--([a-z0-9-]+)", css)), set(re.findall(r"--([a-z0-9-]+):", css))
    assert used
    assert used <= declared


@pytest.mark.parametrize("name", SCREEN)
def test_colours_stand_only_among_the_tokens(name: str) -> None:
    rules = re.sub(r"--[a-z0-9-]+: [^;]+;", "", re.sub(r"/\*.*?\*/", "", text(name), flags=re.DOTALL))
    rules = rules.replace("@supports not (color: oklch(0% 0 0))", "")
    assert re.findall(r"#[0-9a-f]{3,8}\b|oklch\([^)]*\)|rgb\([^)]*\)", rules) == []


def test_styles_of_a_staff_page_stay_small() -> None:
    assert sum(len(text(name).encode()) for name in SCREEN) < 35_000
    assert sum(len(gzip.compress(text(name).encode())) for name in SCREEN) < 9_000


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_template_has_nothing_inline(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    assert not re.search(r"(?:src|href)=\"https?:", source)


def test_scripts_import_nothing() -> None:
    # Collected files carry a hash in their name, which an import inside a script would not know.
    assert not [
        path.name
        for path in STATIC.glob("*.js")
        if re.search(r"^\s*import\b|\beval\(", path.read_text(), re.M)
    ]


def test_icons_are_one_line_of_shapes_each() -> None:
    drawn = icons.drawings()
    assert len(drawn) >= 60
    assert all("<script" not in shapes and "style=" not in shapes for shapes in drawn.values())


def test_unknown_icon_is_named() -> None:
    with pytest.raises(icons.UnknownIcon, match="unicorn"):
        icons.draw("unicorn")
