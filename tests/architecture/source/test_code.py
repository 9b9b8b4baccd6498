"""House rules that can be read off the source: imports, names, first sentences, doors, errors."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from meetpoint.core.modules.registry import registry
from tests.architecture.source import sizes
from tests.architecture.source.unscoped import REASONS

# In one process, which reads each file once.
pytestmark = pytest.mark.xdist_group("source")

ROOT = sizes.ROOT
PACKAGE = ROOT / "meetpoint"
PRODUCT = [
    path for path in sizes.python_files() if path.is_relative_to(PACKAGE) and "tests" not in path.parts
]
LETS_LEAVE = {"disclose", "require_leave", "list_response"}
JUNK_DRAWERS = re.compile(r"^_?(utils?|common|helpers?|base|misc|manager|managers)$")
# Django looks a database backend up under this name.
NAMED_BY_DJANGO = {PACKAGE / "lib" / backend / "base.py" for backend in ("postgresql", "sqlite_gate")}


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_packages_import_only_to_their_left() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_package_has_its_place_in_the_import_order() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = set(settings["tool"]["importlinter"]["contracts"][0]["layers"])
    top = {f"meetpoint.{name}" for name in ("lib", "services", "planning", "web", "operate")}
    core = {f"meetpoint.core.{path.parent.name}" for path in PACKAGE.glob("core/*/__init__.py")}
    assert layers == top | core


def test_import_order_in_the_documents_is_the_enforced_one() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    written = re.search(r"`(lib → .*?)`", (ROOT / "docs" / "structure.md").read_text(), re.DOTALL)
    assert written is not None
    stated = [name.strip().removesuffix(".*") for name in written[1].split("→")]
    assert [f"meetpoint.{name}" for name in reversed(stated)] == layers


def test_no_file_or_folder_is_a_junk_drawer() -> None:
    names = {path for path in sizes.python_files() if path not in NAMED_BY_DJANGO}
    found = [
        short(path) for path in names if JUNK_DRAWERS.match(path.stem) or JUNK_DRAWERS.match(path.parent.name)
    ]
    assert found == []


def test_every_file_opens_with_what_belongs_in_it() -> None:
    silent = [
        short(path)
        for path in PRODUCT
        if path.read_text().strip() and not ast.get_docstring(sizes.tree_of(path))
    ]
    assert silent == []


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    for path in PRODUCT:
        for node in ast.walk(sizes.tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield path, node


def test_every_unscoped_query_is_on_the_list_with_its_reason() -> None:
    found = set()
    for path, call in calls("unscoped"):
        reason = call.args[0] if call.args else None
        assert isinstance(reason, ast.Constant), (
            f"{short(path)}:{call.lineno}: say the reason in place, as plain text"
        )
        found.add((short(path), str(reason.value)))
    assert found == REASONS


def test_everything_that_leaves_has_a_name_for_people() -> None:
    nameless = {
        f"{short(path)}: {word.value.value}"
        for path in PRODUCT
        for node in ast.walk(sizes.tree_of(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in LETS_LEAVE
        for word in node.keywords
        if word.arg == "what" and isinstance(word.value, ast.Constant)
        if word.value.value not in registry().documents
    }
    assert nameless == set(), "name it in `documents` of the module that lets it leave"


def test_actions_take_who_acts_by_name_only() -> None:
    positional = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in PRODUCT
        if "actions" in {path.stem, path.parent.name}
        for node in sizes.tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _authorises(node)
        if "by" not in [each.arg for each in node.args.kwonlyargs] or _has_default(node, "by")
    ]
    assert positional == []


def _authorises(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func) == "by.require"
        for node in ast.walk(function)
    )


def _has_default(function: ast.FunctionDef, name: str) -> bool:
    given = dict(zip((each.arg for each in function.args.kwonlyargs), function.args.kw_defaults, strict=True))
    return given[name] is not None


def test_no_error_is_swallowed_whole() -> None:
    bare = [
        f"{short(path)}:{node.lineno}"
        for path in PRODUCT
        for node in ast.walk(sizes.tree_of(path))
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert bare == []
    assert [short(path) for path in PRODUCT if "suppress(Exception)" in path.read_text()] == []


def test_no_signal_is_connected() -> None:
    # `post_migrate` only re-creates triggers, which Django's table rebuild on SQLite drops.
    signal = re.compile(r"\b(pre_save|post_save|pre_delete|post_delete|m2m_changed|@receiver)\b")
    assert [short(path) for path in PRODUCT if signal.search(path.read_text())] == []


def test_nothing_names_a_package_registry() -> None:
    addresses = re.compile(r"(https?://|--(extra-)?index-url|--find-links)")
    locks = sorted((ROOT / "requirements").glob("*"))
    assert locks
    assert [
        short(path) for path in [*locks, ROOT / "pyproject.toml"] if addresses.search(path.read_text())
    ] == []


def test_lock_for_tests_holds_what_the_server_runs_on() -> None:
    pins = {
        name: set(re.findall(r"^([\w.-]+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.lock", "dev.lock")
    }
    assert pins["run.lock"] <= pins["dev.lock"]


def test_every_dependency_is_locked_with_hashes() -> None:
    for path in (ROOT / "requirements").glob("*.lock"):
        for block in re.split(r"\n(?=\S)", path.read_text().strip()):
            assert "--hash=sha256:" in block, f"{path.name}: {block.splitlines()[0]}"
