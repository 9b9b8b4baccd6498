"""One object for every address of this package that names one (`tests/architecture/samples.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from meetpoint.core.people.tests.factories import participant
from meetpoint.core.referrals.actions import NewReferral, add_task, make_referral
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7
from tests.architecture.world import Sample, World


def _participant(world: World) -> Mapping[str, Any]:
    return {"uid": participant(world.dee).uid}


def _referral(world: World) -> Mapping[str, Any]:
    return {"uid": make_referral(_to_housing(world), by=world.dee).uid}


def _draft(world: World) -> Mapping[str, Any]:
    return {"uid": make_referral(replace(_to_housing(world), draft=True), by=world.dee).uid}


def _to_housing(world: World) -> NewReferral:
    today = clock.now().date()
    return NewReferral(
        uid=uuid7(),
        site_id=world.site.pk,
        kind="housing",
        local_date=today,
        made_at=clock.now(),
        to_name="Home Again",
    )


def _task(world: World) -> Mapping[str, Any]:
    due = clock.now().date() + timedelta(days=7)
    return {
        "uid": add_task(uid=uuid7(), site_id=world.site.pk, what="Ring back", due_on=due, by=world.dee).uid
    }


OWNED: dict[str, Sample] = {
    **dict.fromkeys(
        (
            "referrals:detail",
            "referrals:change",
            "referrals:plan",
            "referrals:hand_off",
            "referrals:slip",
            "referrals:download",
        ),
        _referral,
    ),
    "referrals:add_for": _participant,
    **dict.fromkeys(("referrals:revise", "referrals:send"), _draft),
    **dict.fromkeys(("referrals:give_task", "referrals:finish_task", "referrals:reopen_task"), _task),
}

API_OWNED: dict[str, Sample] = {
    "/referrals/{uid}": _referral,
    "/referrals/{uid}/status": _referral,
    "/referrals/{uid}/plan": _referral,
    "/referrals/{uid}/send": _draft,
    "/fhir/referrals/{uid}": _referral,
    "/tasks/{uid}/finish": _task,
    "/tasks/{uid}/reopen": _task,
}

FIXED: dict[str, Sample] = {}
