"""Templates and static files keep the strict content security policy and ask nobody else for anything."""

import re
from pathlib import Path

import pytest

from tests.architecture.source.sizes import ROOT

PACKAGE = ROOT / "meetpoint"
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())
STATIC = sorted(
    path for path in PACKAGE.rglob("static/**/*") if path.suffix in {".js", ".css", ".svg", ".html"}
)

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "an htmx expression": re.compile(r"\shx-(on|vals=['\"]js:)", re.IGNORECASE),
}
# Names of XML vocabularies; nothing is fetched from them.
VOCABULARIES = re.compile(r"https?://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml)")
LOADED_FROM_ELSEWHERE = re.compile(
    r"(?:src|srcset|poster|action|data-src)\s*=\s*[\"'](?:https?:)?//|<link[^>]+href\s*=\s*[\"'](?:https?:)?//"
    r"|url\(\s*[\"']?(?:https?:)?//|@import\s+[\"'](?:https?:)?//|(?:fetch|import)\(\s*[\"'`](?:https?:)?//",
    re.IGNORECASE,
)
EVALUATED = re.compile(r"\beval\(|new Function\(|setTimeout\(\s*[\"'`]|\.innerHTML\s*=|document\.write")


def short(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 10
    assert any(path.suffix == ".css" for path in STATIC)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix in {".html", ".svg"}], ids=short)
def test_template_has_nothing_inline(path: Path) -> None:
    text = re.sub(
        r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text(), flags=re.DOTALL
    )
    assert [what for what, pattern in INLINE.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", [*TEMPLATES, *STATIC], ids=short)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    text = VOCABULARIES.sub("", path.read_text())
    assert LOADED_FROM_ELSEWHERE.findall(text) == []


@pytest.mark.parametrize("path", [path for path in STATIC if path.suffix == ".js"], ids=short)
def test_script_builds_no_code_and_no_markup_from_text(path: Path) -> None:
    assert EVALUATED.findall(path.read_text()) == []


def test_pages_are_marked_safe_nowhere_in_templates() -> None:
    unsafe = re.compile(r"\|\s*safe\b|{%\s*autoescape\s+off")
    assert [short(path) for path in TEMPLATES if unsafe.search(path.read_text())] == []
