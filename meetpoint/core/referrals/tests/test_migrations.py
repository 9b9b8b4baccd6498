"""What was stored before drafts existed, brought up to date."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from meetpoint.core.organisations.models import Site
from meetpoint.core.referrals import actions
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.tests.factories import TODAY, new, promised
from meetpoint.core.tenancy.actor import Actor

STEP = import_module("meetpoint.core.referrals.migrations.0003_what_was_sent")


def test_what_was_made_before_counts_as_sent_then(ana: Actor, site: Site) -> None:
    loader = MigrationLoader(connection)
    if not loader.graph.leaf_nodes("referrals"):
        pytest.skip("This run makes its tables from the models.")
    linked, waiting = (actions.make_referral(new(site), by=ana) for _ in range(2))
    actions.change_status(linked.uid, "completed", by=ana, on=TODAY + timedelta(days=4))
    promised(ana, site)
    Referral.objects.of(ana).update(sent_at=None, days_to_service=None)
    FollowUpTask.objects.of(ana).update(about="promise")
    before = loader.project_state([("referrals", "0002_closed_loops")])
    for _again in range(2):
        STEP.mark_what_was_sent(before.apps, None)
    linked.refresh_from_db()
    waiting.refresh_from_db()
    assert (linked.sent_at, linked.days_to_service) == (linked.made_at, 4)
    assert (waiting.sent_at, waiting.days_to_service) == (waiting.made_at, None)
    abouts = FollowUpTask.objects.of(ana).order_by("id").values_list("about", flat=True)
    assert list(abouts) == ["outcome", "outcome", "promise"]
