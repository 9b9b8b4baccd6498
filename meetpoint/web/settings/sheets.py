"""What the pages of rules and options show, gathered by form and by module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from meetpoint.core.modules.interface import OptionType
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Requirement
from meetpoint.core.organisations.options import NO, YES, OptionInForce, Origin, options_in_force, written
from meetpoint.core.organisations.packs import Confidence, PackRule, say
from meetpoint.core.organisations.policy import Policy, RuleInForce, is_binding


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """One question: what holds, who says so, and how sure that is."""

    field: str
    label: str
    requirement: Requirement
    rule: RuleInForce | None
    who: str
    reason: str = ""
    doubt: str = ""
    is_fixed: bool = False

    @property
    def level(self) -> str:
        """The badge that fits."""
        return {Requirement.FORBIDDEN: "danger", Requirement.REQUIRED: "soon"}.get(self.requirement, "note")


@dataclass(frozen=True, kw_only=True)
class RuleSheet:
    """The questions of one form."""

    title: str
    lines: Sequence[RuleLine]


@dataclass(frozen=True, kw_only=True)
class OptionLine:
    """One option: its value in words, and where that comes from."""

    option: OptionInForce
    value: str
    who: str
    is_off: bool


@dataclass(frozen=True, kw_only=True)
class OptionSheet:
    """The options of one module."""

    title: str
    lines: Sequence[OptionLine]


def ruled_lines(policy: Policy) -> list[RuleLine]:
    """Return the questions about which somebody says something."""
    return [rule_line(policy, field) for field in registry().policy_fields if field in policy.rules]


def free_sheets(policy: Policy) -> list[RuleSheet]:
    """Return all other questions, by form."""
    gathered: dict[str, list[RuleLine]] = {}
    for field in registry().policy_fields:
        if field in policy.rules:
            continue
        gathered.setdefault(field.partition(".")[0], []).append(rule_line(policy, field))
    return [RuleSheet(title=_form_title(form), lines=lines) for form, lines in gathered.items()]


def rule_line(policy: Policy, field: str) -> RuleLine:
    """Return one question as it stands."""
    rule = policy.rules.get(field)
    pack_rule = rule.pack_rule if rule else None
    spoken = pack_rule if rule and not rule.own else None
    return RuleLine(
        field=field,
        label=str(registry().policy_fields[field]),
        requirement=policy.requirement(field),
        rule=rule,
        who=_who(rule, policy),
        reason=_why(spoken) if spoken else "",
        doubt=doubt_about(spoken.confidence) if spoken else "",
        is_fixed=pack_rule is not None and is_binding(pack_rule),
    )


def _why(rule: PackRule) -> str:
    scope = say(rule.scope) if rule.scope else ""
    return f"{say(rule.reason)}. {scope}".strip()


def doubt_about(confidence: Confidence) -> str:
    """Return how sure a source is, in words; nothing when it was read."""
    return {
        Confidence.VERIFIED: "",
        Confidence.SECONDARY: _("Known at second hand: have it confirmed locally."),
        Confidence.UNVERIFIED: _("Not verified: have it confirmed locally."),
        Confidence.PRODUCT_CHOICE: _("A choice of this software, not a rule of the place."),
    }[confidence]


def option_sheets(organisation_id: int) -> list[OptionSheet]:
    """Return every option as it stands, by module."""
    found = {option.option.name: option for option in options_in_force(organisation_id)}
    return [
        OptionSheet(
            title=str(module.name), lines=[option_line(found[option.name]) for option in module.options]
        )
        for module in registry()
        if module.options
    ]


def option_line(found: OptionInForce) -> OptionLine:
    """Return one option as it stands."""
    return OptionLine(
        option=found,
        value=value_in_words(found),
        who={
            Origin.OWN: found.verified_by,
            Origin.PLACE: _("The place where you work"),
            Origin.DEFAULT: _("Shipped with Meetpoint"),
            Origin.NOWHERE: _("Nobody yet"),
        }[found.origin],
        is_off=found.value is None,
    )


def value_in_words(found: OptionInForce) -> str:
    """Return a value with its unit, an answer with its label; "Not set" when there is none."""
    option, text = found.option, written(found.option, found.value)
    if found.value is None:
        return _("Not set")
    answers = {YES: _("Yes"), NO: _("No")} if option.type == OptionType.YES_NO else dict(option.choices)
    return str(answers.get(text, f"{text} {option.unit}".strip()))


def _who(rule: RuleInForce | None, policy: Policy) -> str:
    if rule is None:
        return ""
    if rule.own:
        return _("Your programme")
    return say(policy.pack.title) if policy.pack else ""


def _form_title(slug: str) -> str:
    known = {"participant": _("About the participant"), "encounter": _("About the contact")}
    form = registry().forms.get(slug)
    return known.get(slug) or (str(form.title) if form else slug.capitalize())
