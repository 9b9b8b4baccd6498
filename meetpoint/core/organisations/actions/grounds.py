"""Setting field rules and options: values that need a ground, and hold from a date on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.audit import actions as audit
from meetpoint.core.modules.fields import FieldError
from meetpoint.core.modules.interface import OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations import permissions, rules
from meetpoint.core.organisations.errors import SettingRefused, refuse
from meetpoint.core.organisations.models import (
    FieldRule,
    Organisation,
    Requirement,
    Setting,
    fresh_version,
)
from meetpoint.core.organisations.options import read_value, written
from meetpoint.core.organisations.policy import is_binding, pack_of
from meetpoint.core.tenancy.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why a rule or a value holds: where it is written, from when, and who checked that, and on which day."""

    source: str = ""
    effective_from: date
    verified_on: date | None = None
    verified_by: str = ""


def set_field_rule(field: str, requirement: Requirement | None, ground: Ground, *, by: Actor) -> None:
    """Set the organisation's own rule for one field from a date on; None goes back to what the place says.

    A rule of the same date is replaced, earlier ones stay as history. Raises SettingRefused for a field
    that no module has, for a rule without a source, and for loosening what the place verifiably forbids.
    """
    by.require(permissions.CHANGE_RULE)
    problems = _problems_of_ground(ground)
    if field not in registry().policy_fields:
        problems["field"] = _("No form has this field.")
    if requirement is not None and not ground.source.strip():
        problems["source"] = _("Write where this rule comes from: a law, a contract, or your own decision.")
    if requirement not in (None, Requirement.FORBIDDEN) and _is_bound(by.organisation_id, field):
        problems["requirement"] = _(
            "The place where you work forbids this question, so it cannot be allowed."
        )
    refuse(problems)
    with transaction.atomic():
        FieldRule.objects.of(by).update_or_create(
            organisation_id=by.organisation_id,
            field=field,
            effective_from=ground.effective_from,
            defaults={"requirement": requirement or "", **_ground_columns(ground)},
        )
        _forget_policy(by)
        said = {"field": field, "requirement": str(requirement or ""), **_when(ground)}
        audit.record(by, "rule.set", "rule", [field], fields=said)


def set_option(name: str, value: str, ground: Ground, *, by: Actor) -> None:
    """Set the organisation's own value of an option from a date on; "" goes back to what held without it.

    A value of the same date is replaced, earlier ones stay as history. Raises SettingRefused for an
    unknown option, a value of the wrong kind, and a value without the name of whoever decided it.
    """
    by.require(permissions.CHANGE_OPTION)
    option = registry().options.get(name)
    if option is None:
        raise SettingRefused({"name": _("There is no such setting.")})
    problems = _problems_of_ground(ground)
    try:
        text = written(option, read_value(option, value))
    except FieldError as wrong:
        problems["value"] = str(wrong)
    else:
        if text and not ground.verified_by.strip():
            problems["verified_by"] = _("Write the name of the person who decided this.")
    refuse(problems)
    with transaction.atomic():
        Setting.objects.of(by).update_or_create(
            organisation_id=by.organisation_id,
            name=name,
            effective_from=ground.effective_from,
            defaults={"value": text, **_ground_columns(ground)},
        )
        _forget_policy(by)
        said = {"value": "" if option.type == OptionType.TEXT else text, **_when(ground)}
        audit.record(by, "option.set", "option", [name], fields=said)


def _is_bound(organisation_id: int, field: str) -> bool:
    pack = pack_of(organisation_id)
    return any(rule.field == field and is_binding(rule) for rule in (pack.rules if pack else ()))


def _problems_of_ground(ground: Ground) -> dict[str, str]:
    return rules.only_problems(
        {
            "source": rules.text_problem(ground.source, longest=300),
            "verified_by": rules.text_problem(ground.verified_by, longest=120),
        }
    )


def _ground_columns(ground: Ground) -> dict[str, str | date | None]:
    return {
        "source": ground.source.strip(),
        "verified_on": ground.verified_on,
        "verified_by": ground.verified_by.strip(),
    }


def _when(ground: Ground) -> dict[str, str]:
    return {"from": ground.effective_from.isoformat()}


def _forget_policy(by: Actor) -> None:
    Organisation.objects.filter(pk=by.organisation_id).update(policy_version=fresh_version())
