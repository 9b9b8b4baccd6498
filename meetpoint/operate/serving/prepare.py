"""What must be ready before the first request: tables, cache, static files, a demo."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from meetpoint.core.organisations.models import Organisation
from meetpoint.operate import folders
from meetpoint.operate.serving.supervisor import meetpoint

DEMO_ENCOUNTERS = 20_000

Say = Callable[[str], None]


def prepare(*, demo: bool, say: Say) -> None:
    """Bring the installation up to this version; a second process waits until the first is through."""
    with _alone():
        if unapplied_migrations():
            say("Preparing the database.")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
            call_command("createcachetable", verbosity=0)
        _collect_static(say)
        if demo and not Organisation.objects.exists():
            load_demo(say)


def unapplied_migrations() -> list[str]:
    """Return the names of migrations that the database still lacks, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def load_demo(say: Say) -> None:
    """Fill an empty installation with the made-up organisation, in a process of its own (memory)."""
    if "demo" not in get_commands():
        say("This copy of Meetpoint has no demo. Start with: meetpoint setup")
        return
    say(f"Making a demo organisation with {DEMO_ENCOUNTERS:,} encounters (first run only).")
    demo = meetpoint("demo", "--encounters", str(DEMO_ENCOUNTERS), "--json")
    subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command


@contextmanager
def _alone() -> Iterator[None]:
    lock = folders.private(settings.HOME / "run") / "prepare.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _collect_static(say: Say) -> None:
    stamp = settings.HOME / "run" / "static.stamp"
    wanted = _static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
        return
    say("Collecting static files.")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def _static_fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
