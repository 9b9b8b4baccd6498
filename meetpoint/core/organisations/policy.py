"""Which fields the place or the organisation forbids, leaves open or asks for: asked inside every action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext as _

from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.errors import FieldForbidden
from meetpoint.core.organisations.models import FieldRule, Organisation, Requirement
from meetpoint.core.organisations.packs import Confidence, Pack, PackRule, packs, say
from meetpoint.lib import clock

DECLINED = "declined"
"""The answer of a person who was asked and prefers not to say; it satisfies "must be asked"."""

_VERSION = f"SELECT policy_version, time_zone FROM {Organisation._meta.db_table} WHERE id = %s"  # noqa: S608 - the model's own table


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleInForce:
    """What applies to one field today, and why.

    `stated` is what the pack or the organisation says; `requirement` is what the software applies,
    which differs when a source that nobody has read asks for something to be required.
    """

    field: str
    stated: Requirement
    requirement: Requirement
    source: str
    pack_rule: PackRule | None = None
    own: bool = False
    effective_from: date | None = None
    verified_on: date | None = None
    verified_by: str = ""

    @property
    def refusal(self) -> str:
        """The sentence for somebody who filled in a forbidden field: the field, the place, the source."""
        if self.pack_rule is not None and not self.own:
            return _("%(reason)s (%(source)s): leave it empty.") % {
                "reason": say(self.pack_rule.reason),
                "source": self.source,
            }
        return _("Your programme does not ask for “%(field)s” (%(source)s): leave it empty.") % {
            "field": registry().policy_fields.get(self.field, self.field),
            "source": self.source,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """The field rules in force for one organisation on one day. Fields without a rule are optional."""

    pack: Pack | None
    rules: Mapping[str, RuleInForce]
    forbidden: frozenset[str] = field(init=False)
    required: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "forbidden", self._fields_with(Requirement.FORBIDDEN))
        object.__setattr__(self, "required", self._fields_with(Requirement.REQUIRED))

    def _fields_with(self, requirement: Requirement) -> frozenset[str]:
        return frozenset(rule.field for rule in self.rules.values() if rule.requirement == requirement)

    def requirement(self, name: str) -> Requirement:
        """Return what applies to a field."""
        rule = self.rules.get(name)
        return rule.requirement if rule else Requirement.OPTIONAL

    def is_forbidden(self, name: str) -> bool:
        """Tell whether a form must leave this field out."""
        return name in self.forbidden

    def check(self, values: Mapping[str, object]) -> None:
        """Do nothing unless a forbidden field says something; then raise FieldForbidden, naming each."""
        said = [name for name in self.forbidden & values.keys() if is_said(values[name])]
        if said:
            raise FieldForbidden({name: self.rules[name].refusal for name in sorted(said)})

    def missing(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Return the required fields that were not asked, of those forms to which `values` belongs.

        A form is the part of a field's name before the dot. `DECLINED` counts as an answer.
        """
        forms = {name.partition(".")[0] for name in values}
        wanted = (name for name in self.required if name.partition(".")[0] in forms)
        return tuple(sorted(name for name in wanted if not is_said(values.get(name))))


def is_said(value: object) -> bool:
    """Tell whether a value says something: nought does; an empty text or an unticked box does not."""
    return value is not None and value is not False and value != "" and value != () and value != []


def policy_for(organisation_id: int) -> Policy:
    """Return the policy in force today at the organisation's place.

    Costs one small query: what was read before is used again until the organisation's
    `policy_version` is another or the day is over. Raises LookupError for an unknown organisation.
    """
    version, day = version_and_day(organisation_id)
    return _load(organisation_id, version, day)


def version_and_day(organisation_id: int) -> tuple[int, date]:
    """Return the organisation's policy version and its local date. Raises LookupError."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, [organisation_id])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(f"There is no organisation {organisation_id}.")
    return row[0], clock.local_date(clock.now(), row[1])


@lru_cache(maxsize=128)
def _load(organisation_id: int, version: int, day: date) -> Policy:
    pack = pack_of(organisation_id)
    rules = {rule.field: _from_pack(rule) for rule in _rules_on(pack, day)}
    own = FieldRule.objects.of(organisation_id).filter(effective_from__lte=day).order_by("effective_from")
    for rule in {rule.field: rule for rule in own}.values():
        if rule.requirement:
            rules[rule.field] = _from_own(rule, rules.get(rule.field))
    return Policy(pack=pack, rules=rules)


def pack_of(organisation_id: int) -> Pack | None:
    """Return the pack that the organisation chose, or None; an unknown slug (an older release) is none."""
    slug = Organisation.objects.filter(pk=organisation_id).values_list("policy_pack", flat=True).get()
    return packs().get(slug)


def _rules_on(pack: Pack | None, day: date) -> list[PackRule]:
    rules = pack.rules if pack else ()
    return [rule for rule in rules if rule.effective_from is None or rule.effective_from <= day]


def _from_pack(rule: PackRule) -> RuleInForce:
    return RuleInForce(
        field=rule.field,
        stated=rule.requirement,
        requirement=rule.in_force,
        source=rule.source,
        pack_rule=rule,
        effective_from=rule.effective_from,
        verified_on=rule.verified_on,
    )


def _from_own(own: FieldRule, before: RuleInForce | None) -> RuleInForce:
    pack_rule = before.pack_rule if before else None
    if pack_rule is not None and is_binding(pack_rule):
        return _from_pack(pack_rule)
    requirement = Requirement(own.requirement)
    return RuleInForce(
        field=own.field,
        stated=requirement,
        requirement=requirement,
        source=own.source,
        pack_rule=pack_rule,
        own=True,
        effective_from=own.effective_from,
        verified_on=own.verified_on,
        verified_by=own.verified_by,
    )


def is_binding(rule: PackRule) -> bool:
    """Tell whether no own rule can loosen this: the place forbids it, and the source was read."""
    return rule.requirement == Requirement.FORBIDDEN and rule.confidence == Confidence.VERIFIED
