"""Consents for tests, and an organisation under 42 CFR Part 2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from meetpoint.core.consent.actions import NewAnswer, answer_wish, ask_restriction, record_answer
from meetpoint.core.consent.models import Consent, Restriction
from meetpoint.core.consent.programmes import PART2
from meetpoint.core.organisations.actions import Ground, set_option
from meetpoint.core.people.models import Participant
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

CLINIC = "River Clinic"


def answer(**said: Any) -> NewAnswer:
    """A whole consent: attendance and medication, to the clinic, for treatment, on paper."""
    whole = NewAnswer(
        uid=uuid7(),
        answer="given",
        discloser="Harbor Light",
        scope=["attendance", "medication", "referrals"],
        purposes=["treatment"],
        recipients=[CLINIC],
        expiry="date",
        expires_on=date(2100, 1, 1),
        signed_how="paper",
        signed_by="person",
        signed_on=date(2026, 3, 1),
    )
    return replace(whole, **said)


def agreed(person: Participant, by: Actor, **said: Any) -> Consent:
    """Record a whole consent, with what is said otherwise."""
    return record_answer(person, answer(**said), by=by)


def promised(person: Participant, by: Actor, to_name: str = "", scope: tuple[str, ...] = ()) -> Restriction:
    """Record a wish and agree to it."""
    asked = ask_restriction(person, uid=uuid7(), to_name=to_name, scope=scope, by=by)
    return answer_wish(asked, agreed=True, by=by)


def under_part2(by: Actor, value: str = "all", name: str = PART2) -> None:
    """Set the organisation under Part 2 from today on."""
    ground = Ground(effective_from=date(2020, 1, 1), source="Letter of counsel", verified_by="Dee")
    set_option(name, value, ground, by=by)
