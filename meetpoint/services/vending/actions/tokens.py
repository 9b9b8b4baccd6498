"""Giving out personal codes and ending them, and the limits for them; machines are told each time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.organisations.options import option_value
from meetpoint.core.supplies.queries.catalogue import catalogue
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import DomainError, NotFound
from meetpoint.services.vending.actions.commands import names_of, send_command
from meetpoint.services.vending.configuration import TOKEN_DAYS
from meetpoint.services.vending.credentials import code_key_of, digest_of, mark_of
from meetpoint.services.vending.intake.limits import rules_in_force
from meetpoint.services.vending.models import Access, LimitRule, Machine, Operation, Token
from meetpoint.services.vending.permissions import CHANGE_LIMITS, ISSUE

CODE_DIGITS = 10
"""Ten digits on a keypad: a machine that shuts for a minute after five wrong ones is not guessed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """At most `most` units in `days` days, and `per_visit` at once; None is no limit."""

    item_id: int
    source: str
    per_visit: int | None = None
    most: int | None = None
    days: int | None = None


def issue_token(*, by: Actor) -> tuple[Token, str]:
    """Make a personal code; it is told once, to the person, and cannot be had from what is stored."""
    by.require(ISSUE)
    code = "".join(secrets.choice("0123456789") for _digit in range(CODE_DIGITS))
    mark = mark_of(code, code_key_of(by.organisation_id))
    zone = Organisation.objects.values_list("time_zone", flat=True).get(pk=by.organisation_id)
    today = clock.local_date(clock.now(), zone)
    days = cast("int", option_value(by.organisation_id, TOKEN_DAYS))
    with transaction.atomic():
        token = Token.objects.create(
            organisation_id=by.organisation_id,
            mark=mark,
            digest=digest_of(by.organisation_id, mark),
            issued_on=today,
            expires_on=today + timedelta(days=days),
        )
        _tell_tokens(by)
        record(by, "vending_token.issued", "vending_token", [token.pk])
    return token, code


def end_code(code: str, *, by: Actor) -> None:
    """End a code that the person shows or says, so that a lost card is of no use. Raises NotFound."""
    by.require(ISSUE)
    mark = mark_of("".join(code.split()), code_key_of(by.organisation_id))
    with transaction.atomic():
        ended = Token.objects.of(by).filter(mark=mark, ended_at=None).update(ended_at=clock.now())
        if not ended:
            raise NotFound(_("No code in use reads like this. Check it, or give out another."))
        _tell_tokens(by)
        record(by, "vending_token.ended", "vending_token", [])


def set_limit(limit: Limit, *, by: Actor) -> LimitRule | None:
    """Set the limit of an item, or, with none of its numbers, take it away; machines are told.

    Raises NotAllowed; DomainError for half a window, for an item that is not there, and without a source.
    """
    by.require(CHANGE_LIMITS)
    _check(limit, by)
    with transaction.atomic():
        rules = LimitRule.objects.of(by).filter(item_id=limit.item_id)
        rule = None
        if limit.per_visit is None and limit.most is None:
            rules.delete()
        else:
            rule, _is_new = rules.update_or_create(
                organisation_id=by.organisation_id,
                item_id=limit.item_id,
                defaults={
                    "per_visit": limit.per_visit,
                    "most": limit.most,
                    "days": limit.days,
                    "source": limit.source.strip(),
                    "changed_at": clock.now(),
                },
            )
        _tell_limit(limit, by)
        fields = {"item": limit.item_id, "most": limit.most, "days": limit.days, "visit": limit.per_visit}
        record(by, "vending_limit.set", "item", [limit.item_id], fields=fields)
    return rule


def tell_everything(machine: Machine, *, by: Actor) -> None:
    """Tell a machine that came up every limit, and every good code if it asks for codes; inside the caller's
    transaction.
    """
    rules = rules_in_force(by.organisation_id)
    names = names_of(by, list(rules), Machine.objects.of(by).filter(pk=machine.pk))
    for item_id, places in names.items():
        rule = rules[item_id]
        said = Limit(
            item_id=item_id, source=rule.source, per_visit=rule.per_visit, most=rule.most, days=rule.days
        )
        for _machine_id, name in places:
            send_command(machine.pk, Operation.SET_LIMIT, _as_told(name, said, holds=True), by=by)
    if machine.access == Access.TOKEN:
        send_command(machine.pk, Operation.SET_TOKENS, {"marks": _good_marks(by)}, by=by)


def _as_told(name: str, limit: Limit, *, holds: bool) -> dict[str, str | int | None]:
    """Return the arguments of `set_limit`: without numbers where none holds."""
    numbers = (limit.days, limit.most, limit.per_visit) if holds else (None, None, None)
    return {"sku": name, **dict(zip(("per_days", "max", "per_visit"), numbers, strict=True))}


def _check(limit: Limit, by: Actor) -> None:
    if limit.item_id not in catalogue(by.organisation_id):
        raise DomainError(_("Choose an item of your catalogue."))
    if (limit.most is None) != (limit.days is None):
        message = _("Write both: how many, and in how many days.")
        raise DomainError(message, fields={"days" if limit.days is None else "most": message})
    if not limit.source.strip():
        message = _("Write where this limit comes from: a contract, a permit, or your own decision.")
        raise DomainError(message, fields={"source": message})


def _tell_limit(limit: Limit, by: Actor) -> None:
    holds = limit.item_id in rules_in_force(by.organisation_id)
    machines = Machine.objects.of(by).filter(retired_at=None)
    for machine_id, name in names_of(by, [limit.item_id], machines).get(limit.item_id, ()):
        send_command(machine_id, Operation.SET_LIMIT, _as_told(name, limit, holds=holds), by=by)


def _tell_tokens(by: Actor) -> None:
    marks = _good_marks(by)
    for machine in Machine.objects.of(by).filter(access=Access.TOKEN, retired_at=None):
        send_command(machine.pk, Operation.SET_TOKENS, {"marks": marks}, by=by)


def _good_marks(by: Actor) -> list[list[str]]:
    """Return the mark of each code that is good, with the last day on which it is."""
    good = Token.objects.of(by).filter(ended_at=None, expires_on__gte=clock.now().date())
    return [
        [mark, until.isoformat()] for mark, until in good.values_list("mark", "expires_on").order_by("mark")
    ]
