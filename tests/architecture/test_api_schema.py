"""Generated requests, good and bad, at every endpoint: no 5xx, and every answer as the description says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from pytest_django import DjangoDbBlocker
from schemathesis import checks

from conftest import hire
from meetpoint.core.access.models import RoleName
from meetpoint.core.api.door import bearer
from meetpoint.core.api.offer.assembly import described
from meetpoint.core.api.tests.programs import program
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.wsgi import application

WHOLE = "MEETPOINT_TEST_LONG" in os.environ
"""In the long set every constraint of every field is tried at its edges, which takes minutes."""

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("API schema"), *[pytest.mark.long] * WHOLE]

checks.load_all_checks()
CHECKS = [
    checks.not_a_server_error,
    checks.CHECKS.get_one("status_code_conformance"),
    checks.CHECKS.get_one("content_type_conformance"),
    checks.CHECKS.get_one("response_schema_conformance"),
    checks.CHECKS.get_one("negative_data_rejection"),
]
EXAMPLES = 50 if WHOLE else 6
"""Requests for each endpoint, besides those at the edges."""

schema: Any = schemathesis.openapi.from_dict(dict(described("en")))
schema.config.phases.coverage.enabled = WHOLE
schema.app = application


@pytest.fixture(scope="module")
def token(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    with django_db_blocker.unblock(), transaction.atomic():
        here = Organisation.objects.create(name="Harbor Light", slug="harbor-light", time_zone="UTC")
        Site.objects.create(organisation=here, name="Plaza", slug="plaza")
        yield program(hire(here, "Dee", RoleName.ADMINISTRATOR)).text
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the server from dropping the connection in whose transaction everything here is undone."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _no_end_of_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "REQUESTS", bearer.Limit(slug="api-token", burst=10**6, every_seconds=0.001))


@seed(20_260_314)
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_keep_to_the_description(case: Any, token: str, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        case.call_and_validate(
            base_url="http://localhost", headers={"Authorization": f"Bearer {token}"}, checks=CHECKS
        )
        transaction.set_rollback(True)
