"""Telling something without consent, and writing it down at once: 42 CFR 2.51 and 2.53."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.consent import permissions
from meetpoint.core.consent.deciding.facts import ORDINARY, Purpose, Scope, Without
from meetpoint.core.consent.errors import refuse
from meetpoint.core.consent.gate import Grant, Leaving, disclose
from meetpoint.core.consent.models import DisclosureKind, WithoutConsent
from meetpoint.core.people.actions.codes import refuse_erased
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import record_now
from meetpoint.core.tenancy.actor import Actor

OUTSIDE = "other organisation"


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What was told to whom without consent, and why."""

    reason: str
    to_name: str
    to_person: str
    ground: str
    scope: Collection[str]


def tell_without_consent(participant: Participant, telling: Telling, *, by: Actor) -> Grant:
    """Account for what is told in an emergency or an audit, with its ground; return it with the notice.

    A court order is accounted for and always refused: a person decides about it. Raises ConsentRefused beside
    the field that lacks something, NotAllowed, Erased.
    """
    by.require(permissions.SPEAK)
    refuse(_problems(telling))
    kept = record_now(by, participant)
    refuse_erased(kept)
    use = Purpose.TREATMENT if telling.reason == Without.EMERGENCY else Purpose.OPERATIONS
    grant = disclose(
        by,
        kind=DisclosureKind.SPOKEN,
        what=f"told:{telling.reason}",
        purpose=telling.reason,
        recipient=OUTSIDE,
        participant_id=kept.pk,
        rows=1,
        leaving=Leaving(
            to_name=telling.to_name,
            use=use,
            scope=frozenset(telling.scope) or ORDINARY,
            without=telling.reason,
            ground=telling.ground,
            to_person=telling.to_person,
        ),
    )
    WithoutConsent.objects.create(
        organisation_id=by.organisation_id,
        disclosure_id=grant.disclosure_id,
        reason=telling.reason,
        to_person=telling.to_person.strip(),
        ground=telling.ground.strip(),
    )
    return grant


def _problems(telling: Telling) -> dict[str, str]:
    """Return what is missing by field; a court order needs nothing but a name, since nothing leaves."""
    problems: dict[str, str] = {}
    if telling.reason not in set(Without):
        problems["reason"] = _("Choose why.")
    if not 0 < len(telling.to_name.strip()) <= 160:
        problems["to_name"] = _("Write which hospital, service or authority it is.")
    if not set(telling.scope) <= set(ORDINARY) | {Scope.COUNSELLING_NOTES}:
        problems["scope"] = _("Choose from the list.")
    if telling.reason == Without.COURT_ORDER:
        return problems
    if not 0 < len(telling.ground.strip()) <= 300:
        problems["ground"] = _("Write the emergency, or the written agreement of the audit.")
    if not telling.scope:
        problems["scope"] = _("Choose what is told: no more than is needed.")
    if telling.reason == Without.EMERGENCY and not telling.to_person.strip():
        problems["to_person"] = _("Write who receives it there: 42 CFR 2.51(c) asks for the name.")
    if len(telling.to_person) > 120:
        problems["to_person"] = _("Please keep this under 120 characters.")
    return problems
