"""The documents are true: what they name exists, and every setting and command is in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from meetpoint.core.reports.asking.reference import page
from tests.architecture.source.sizes import ROOT

DOCS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
NAMED_PATH = re.compile(r"`((?:meetpoint|docs|tests|scripts|requirements|benchmarks)/[\w./-]+)`")
CODE = re.compile(r"```.*?```", re.DOTALL)


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def settings_read() -> set[str]:
    """The variables that settings.py and services read: the first argument of `environment.<reader>(…)`."""
    readers = [ROOT / "meetpoint" / "settings.py"]
    readers += sorted((ROOT / "meetpoint" / "services").glob("*/configuration.py"))
    return {
        node.args[0].value
        for reader in readers
        for node in ast.walk(ast.parse(reader.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("environment.")
        if isinstance(node.args[0], ast.Constant)
    }


def test_every_setting_is_described_and_no_other() -> None:
    described = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/reference/settings.md").read_text(), re.MULTILINE)
    )
    assert len(settings_read()) > 5
    assert described == settings_read()


def test_settings_are_read_in_one_place() -> None:
    elsewhere = [
        short(path)
        for path in (ROOT / "meetpoint").rglob("*.py")
        if "tests" not in path.parts
        # The two that the engine reads are numba's own, and the engine stands alone.
        if re.search(r"os\.(environ\.get\(|environ\[|getenv\()(?!\"NUMBA_)", path.read_text())
    ]
    assert elsewhere == ["meetpoint/lib/environment.py"]


def our_commands() -> set[str]:
    return {name for name, app in get_commands().items() if app.startswith("meetpoint.")}


def test_every_command_is_described_and_no_other() -> None:
    text = (ROOT / "docs/reference/commands.md").read_text()
    described = set(re.findall(r"^\| `meetpoint (\w+)` \|", text, re.MULTILINE))
    assert described == our_commands()


@pytest.mark.parametrize("path", DOCS, ids=short)
def test_every_command_in_a_document_exists(path: Path) -> None:
    used = set(
        re.findall(
            r"(?:^|[` (]|bin/)meetpoint ([a-z_]+)\b(?= |`|$|\n)", _code_of(path.read_text()), re.MULTILINE
        )
    )
    assert sorted(used - set(get_commands())) == []


def _code_of(text: str) -> str:
    blocks = [re.sub(r"git clone.*", "", block) for block in CODE.findall(text)]
    return "\n".join([*blocks, *re.findall(r"`[^`\n]+`", CODE.sub("", text))])


@pytest.mark.parametrize("path", DOCS, ids=short)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for groups in LINK.findall(CODE.sub("", path.read_text())):
        target = next(filter(None, groups))
        if target.startswith(("http://", "https://", "#", "mailto:")):
            continue
        if not (path.parent / target.partition("#")[0]).exists():
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", DOCS, ids=short)
def test_every_path_in_a_document_exists(path: Path) -> None:
    named = {name.rstrip("/") for name in NAMED_PATH.findall(path.read_text()) if "<" not in name}
    assert sorted(name for name in named if not _exists(name)) == []


def _exists(name: str) -> bool:
    """A path from the root, or one that every package has (`tests/factories.py`)."""
    return (ROOT / name).exists() or any((ROOT / "meetpoint").rglob(name))


def test_make_targets_in_the_documents_exist() -> None:
    made = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    used = {
        word
        for path in DOCS
        for line in re.findall(r"(?:^|`)make ([a-z -]+)", path.read_text(), re.MULTILINE)
        for word in line.split("  ")[0].split()[:1]
    }
    assert sorted(used - made) == []


def test_documents_stay_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 120
    assert len((ROOT / "CONTRIBUTING.md").read_text().splitlines()) <= 100


def test_decisions_are_numbered_without_gaps_and_one_page_each() -> None:
    found = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in found] == [f"{number:04}" for number in range(1, len(found) + 1)]
    assert {path.name: n for path in found if (n := len(path.read_text().splitlines())) > 70} == {}


def test_the_rows_of_reports_are_those_of_the_templates() -> None:
    written = (ROOT / "docs" / "reference" / "report-rows.md").read_text(encoding="utf-8")
    assert written == page(), "Write it anew: .venv/bin/python scripts/list_report_rows.py"
