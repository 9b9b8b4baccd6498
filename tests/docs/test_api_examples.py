"""The examples of docs/reference/api.md work, as they stand, against a live server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from meetpoint.operate.tests.installation import Installation
from tests.architecture.source.sizes import ROOT

pytestmark = [
    pytest.mark.xdist_group("API examples"),
    pytest.mark.embedded,
    pytest.mark.skipif(shutil.which("curl") is None, reason="the examples are written with curl"),
]

EXAMPLES = re.findall(r"```bash\n(.*?)```", (ROOT / "docs/reference/api.md").read_text(), re.DOTALL)

MAKE_TOKEN = """
import json, sys
import django
django.setup()
from datetime import timedelta
from meetpoint.core.access.models import StaffMember
from meetpoint.core.api.actions import NewToken, make_token
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.queries import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
StaffMember.objects.unscoped("test").update(joined_at=clock.now())
boss = StaffMember.objects.unscoped("test").get()
by = Actor(organisation_id=boss.organisation_id, staff_id=boss.pk,
           permissions=registry().role_permissions["administrator"])
until = clock.now().date() + timedelta(days=9)
new = NewToken(name="Examples", scopes=sorted(registry().api_scopes), expires_on=until, all_sites=True)
sites = list(Site.objects.of(by).values_list("slug", flat=True))
items = [item.slug for item in catalogue(boss.organisation_id).values()]
print(json.dumps({"token": make_token(new, by=by)[1], "sites": sites, "items": items}))
"""


@pytest.fixture(scope="module")
def surroundings(
    pristine: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    here = pristine.copy_to(tmp_path_factory.mktemp("api-examples") / "home")
    made = json.loads(_python(here, MAKE_TOKEN))
    assert "main" in made["sites"], made
    assert "syringe-1ml-29g" in made["items"], made["items"]
    with here.serving() as server:
        server.wait_until_it_answers()
        yield {"PATH": os.environ["PATH"], "MEETPOINT": server.address, "TOKEN": made["token"]}


def _python(here: Installation, text: str) -> str:
    environment = {**here.variables(), "DJANGO_SETTINGS_MODULE": "meetpoint.settings"}
    python = Path(ROOT / ".venv/bin/python")
    done = subprocess.run(
        [str(python), "-c", text], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 8


def test_every_example_works_in_the_order_of_the_document(surroundings: dict[str, str]) -> None:
    for example in EXAMPLES:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", example],
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{example}\n{done.stdout}\n{done.stderr}"
