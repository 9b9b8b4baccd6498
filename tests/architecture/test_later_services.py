"""Services that came later are a folder and a line of the settings: the core names none, and stands without.

The core is compared in two ways: no source of it says a word that belongs to such a service; and with their
folders and lines gone, all that others declare is what it was, and the project finds no fault with itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.apps import apps

from meetpoint.core.modules.registry import registry
from tests.architecture.routes import routes
from tests.architecture.source.sizes import ROOT

LATER = ("vending", "drug_checking")
SETTINGS = ROOT / "meetpoint" / "settings.py"
KINDS = {".py", ".html", ".js", ".css", ".toml", ".json", ".csv"}

DECLARED = (
    "by_slug",
    "figures",
    "permissions",
    "indicators",
    "facts",
    "options",
    "standalone_forms",
)

WITHOUT_THEM = """
import json, django; django.setup()
from django.core.checks import run_checks
from django.db.migrations.loader import MigrationLoader
from tests.architecture.routes import routes
from tests.architecture.test_later_services import declared

print(json.dumps({
    "problems": [str(one) for one in run_checks()],
    "migrations": sorted({app for app, _name in MigrationLoader(None).graph.nodes}),
    "routes": sorted(route.name for route in routes()),
    **declared(),
}))
"""


def declared() -> dict[str, list[str]]:
    """What all modules of this process declare, by name; and the tables of their models."""
    known = registry()
    names = {name: sorted(map(str, getattr(known, name))) for name in DECLARED}
    return {**names, "tables": sorted(model._meta.db_table for model in apps.get_models())}


def of(slug: str, name: str) -> bool:
    """Tell whether something that is declared belongs to a service."""
    return name == slug or name.startswith((f"{slug}:", f"{slug}.", f"{slug}_"))


LIBRARY = ROOT / "meetpoint" / "core" / "reports" / "library"
"""Funders' reports name indicators of any service, and say of one that is not there that it is not installed
(`reports.answering.rows`), so that these files are no knowledge of the core."""


def words_of(slug: str) -> tuple[str, ...]:
    """What nobody else says: its package, its addresses, permissions, figures and indicators."""
    return (f"services.{slug}", f"services/{slug}", f'"{slug}:', f"'{slug}:", f'"{slug}.', f"'{slug}.")


@pytest.mark.parametrize("slug", LATER)
def test_no_source_but_one_line_of_the_settings_names_it(slug: str) -> None:
    own = ROOT / "meetpoint" / "services" / slug
    named = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "meetpoint").rglob("*"))
        if path.suffix in KINDS
        and not {own, LIBRARY} & set(path.parents)
        and "tests" not in path.parts
        and any(word in path.read_text(errors="replace") for word in words_of(slug))
    ]
    assert named == ["meetpoint/settings.py"]
    lines = [line.strip() for line in SETTINGS.read_text().splitlines() if slug in line]
    assert lines == [f'"meetpoint.services.{slug}",']


def test_everything_else_is_the_same_when_their_folders_are_gone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_THEM],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.architecture.settings_without",
            "PYTHONPATH": str(ROOT),
            "WITHOUT": ",".join(LATER),
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    left = json.loads(done.stdout)
    assert left.pop("problems") == []
    # That the graph could be built says that no migration of the core waits for one of theirs.
    assert {"encounters", "supplies"} <= set(left["migrations"])
    assert not set(LATER) & set(left.pop("migrations"))
    everything = {
        **declared(),
        "routes": sorted(route.name for route in routes()),
    }
    theirs = {what: {name for name in names if name not in left[what]} for what, names in everything.items()}
    owned = {what: {name for name in names if _is_theirs(what, name)} for what, names in everything.items()}
    assert theirs == owned
    assert left == {
        what: [name for name in names if name not in owned[what]] for what, names in everything.items()
    }
    assert all(owned.values()), "each of them declares something of every kind"


def _is_theirs(what: str, name: str) -> bool:
    modules = [registry().by_slug[slug] for slug in LATER]
    if what in {"figures", "facts", "standalone_forms"}:
        return any(name == one.slug for module in modules for one in getattr(module, what))
    return any(of(slug, name) for slug in LATER)
