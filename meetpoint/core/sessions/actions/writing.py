"""What several actions need: checks of words and people, the moment of a local time, who may lead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.utils.translation import gettext as _

from meetpoint.core.access.models import StaffMember
from meetpoint.core.organisations.models import Site
from meetpoint.core.sessions.errors import SessionRefused
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.lib.errors import NotFound

T = TypeVar("T", bound=TenantModel)
P = ParamSpec("P")
R = TypeVar("R")


def stored_once(action: Callable[P, R]) -> Callable[P, R]:
    """Let an action that stores a `uid` once run again when the same one arrived at the same moment.

    PostgreSQL only: the other request won, and what it stored is known now.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return action(*args, **kwargs)
        except IntegrityError:
            return action(*args, **kwargs)

    return run


def locked(model: type[T], uid: UUID, by: Actor) -> T:
    """Return one record within reach, locked. Must run inside a transaction. Raises NotFound."""
    found = model.objects.of(by).select_for_update().filter(uid=uid).first()
    if found is None or not by.reaches(found.site_id):  # type: ignore[attr-defined]
        raise NotFound(_("There is nothing here. It may belong to another site."))
    return found


def moment_at(site: Site, day: date, at: time) -> datetime:
    """Return the moment of a day and a time on the clock of a site, fetched with its organisation."""
    zone = ZoneInfo(site.time_zone or site.organisation.time_zone)
    return datetime.combine(day, at, zone).astimezone(UTC)


def refuse(wrong: Mapping[str, str]) -> None:
    """Raise SessionRefused when something is wrong."""
    if wrong:
        raise SessionRefused(dict(wrong))


def problem_of_text(text: str, most: int) -> str:
    """Return what is wrong with a short text, or nothing."""
    if len(text) > most or "\x00" in text:
        return _("Please keep this under %(most)s characters.") % {"most": most}
    return ""


def problem_of_choice(value: str, allowed: Iterable[str]) -> str:
    """Return what is wrong with a chosen word, or nothing."""
    return "" if value in set(allowed) else _("Choose one from the list.")


def unless_empty(found: Mapping[str, str]) -> dict[str, str]:
    """Return the problems there are."""
    return {name: message for name, message in found.items() if message}


def problem_of_lead(staff_id: int | None, by: Actor) -> str:
    """Return what is wrong with who leads: somebody of this organisation, or nobody."""
    if staff_id is None or StaffMember.objects.of(by).filter(pk=staff_id).exists():
        return ""
    return _("Choose one from the list.")
