"""Tables come out of migrations as out of the models: most tests make theirs from the models."""

import subprocess
import sys

import pytest
from django.db import connection

from meetpoint.core.audit import triggers


def test_migrations_make_what_the_models_say() -> None:
    command = [sys.executable, "-m", "meetpoint", "makemigrations", "--check", "--dry-run"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"meetpoint makemigrations\n{done.stdout}{done.stderr}"


@pytest.mark.django_db
def test_audit_log_is_guarded_however_tables_were_made() -> None:
    assert triggers.installed(connection)
