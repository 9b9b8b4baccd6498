"""What the views share: the actor, one record, and putting an action's refusal beside its fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from meetpoint.core.access.guard import StaffRequest, fetch_for
from meetpoint.core.consent.models import Consent, Restriction
from meetpoint.core.people.models import Participant
from meetpoint.core.people.queries import joined_ids
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound

T = TypeVar("T")
Owned = TypeVar("Owned", Consent, Restriction)


def actor_of(request: StaffRequest) -> Actor:
    """Return who acts; the page guard has made sure that somebody does."""
    actor: Actor = request.actor
    return actor


def record_for(request: StaffRequest, uid: UUID, may: str) -> Participant:
    """Return the record of an address, or raise NotFound."""
    return fetch_for(actor_of(request), Participant, may=may, uid=uid)


def one_persons(by: Actor, person: Participant, found: Owned) -> Owned:
    """Return what was found, if it belongs to this person, joined records included. Raises NotFound."""
    if found.participant_id not in joined_ids(by, person):
        raise NotFound(_("There is nothing here. It may have been moved, or the address may be mistyped."))
    return found


def tried(
    form: forms.Form, act: Callable[[], T], *, passing: tuple[type[DomainError], ...] = (NotAllowed,)
) -> T | None:
    """Run an action and return its result; what it refuses goes beside the fields, and None comes back.

    Errors of the `passing` kinds are raised on.
    """
    try:
        return act()
    except passing:
        raise
    except DomainError as problem:
        beside = {name: message for name, message in problem.fields.items() if name in form.fields}
        for name, message in beside.items():
            form.add_error(name, message)
        if not beside:
            form.add_error(None, problem.message)
    return None


def log_url(person: Participant) -> str:
    """Return the Log screen's address with this person filled in."""
    return f"{reverse('encounters:log')}?{urlencode({'participant': str(person.uid)})}"
