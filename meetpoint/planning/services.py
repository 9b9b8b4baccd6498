"""The services that a plan may change, in words; the engine knows each by its own name (`lever`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetpoint.core.modules.fields import Words


class Kind(StrEnum):
    """How a service's level is said: a count a year, a part of a group, or times what there is today."""

    COUNT = "count"
    SHARE = "share"
    TIMES = "times"


class Group(StrEnum):
    """The heading under which a service stands."""

    NALOXONE = "naloxone"
    SERVICES = "services"
    TREATMENT = "treatment"
    CUSTODY = "custody"
    INFECTIONS = "infections"


GROUPS: dict[str, Words] = {
    Group.NALOXONE: _("Naloxone"),
    Group.SERVICES: _("Harm reduction services"),
    Group.TREATMENT: _("Medication treatment"),
    Group.CUSTODY: _("Custody and release"),
    Group.INFECTIONS: _("HIV and hepatitis C"),
}


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service. `priced` says what its price is for; `most` is the highest level of its slider."""

    lever: str
    label: Words
    help: Words
    unit: Words
    priced: Words
    group: Group
    kind: Kind
    most: float = 1.0
    step: float = 0.01

    @property
    def usual(self) -> float:
        """The level where nobody has said another."""
        return 1.0 if self.kind == Kind.TIMES else 0.0


_KITS = _("kits a year")
_A_KIT = _("for one kit")


def _kits(lever: str, label: Words, help: Words) -> Service:
    return Service(
        lever=lever,
        label=label,
        help=help,
        unit=_KITS,
        priced=_A_KIT,
        group=Group.NALOXONE,
        kind=Kind.COUNT,
        step=1,
    )


def _share(lever: str, group: Group, words: tuple[Words, Words, Words, Words], most: float = 1.0) -> Service:
    label, help, unit, priced = words
    return Service(
        lever=lever,
        label=label,
        help=help,
        unit=unit,
        priced=priced,
        group=group,
        kind=Kind.SHARE,
        most=most,
    )


def _times(lever: str, group: Group, label: Words, help: Words, priced: Words) -> Service:
    return Service(
        lever=lever,
        label=label,
        help=help,
        unit=_("times today’s"),
        priced=priced,
        group=group,
        kind=Kind.TIMES,
        most=4.0,
        step=0.1,
    )


_OF_INJECTIONS = _("% of injections")
_OF_PEOPLE = _("% of people at risk")
_OF_TREATED = _("% of people in treatment")
_A_PERSON_YEAR = _("for one person and year")

SERVICES: tuple[Service, ...] = (
    _kits(
        "kits_community",
        _("Naloxone kits, community"),
        _("Kits handed out by syringe services, outreach and drop-ins."),
    ),
    _kits("kits_pharmacy", _("Naloxone kits, pharmacies"), _("Kits that pharmacies hand out or sell.")),
    _kits("kits_mail", _("Naloxone kits, by mail"), _("Kits sent to people who ask for them.")),
    _kits("kits_vending", _("Naloxone kits, vending machines"), _("Kits from public health machines.")),
    _kits(
        "kits_health_care",
        _("Naloxone kits, health care"),
        _("Kits from emergency departments and clinics."),
    ),
    _share(
        "education",
        Group.NALOXONE,
        (
            _("Overdose response training"),
            _("People, and those around them, who were shown how to respond and to call for help."),
            _OF_PEOPLE,
            _A_PERSON_YEAR,
        ),
    ),
    _share(
        "ssp",
        Group.SERVICES,
        (
            _("Syringe services"),
            _("Injections with a new syringe: syringes for each injection, not people reached."),
            _OF_INJECTIONS,
            _("for one person who injects, all covered, and year"),
        ),
    ),
    _share(
        "site",
        Group.SERVICES,
        (
            _("Supervised consumption"),
            _("Injections that happen inside, where somebody answers an overdose at once."),
            _OF_INJECTIONS,
            _("for one person who injects always inside, and year"),
        ),
        most=0.5,
    ),
    _share(
        "checking",
        Group.SERVICES,
        (
            _("Drug checking"),
            _("People who have what they use checked as a rule. Evidence that deaths fall is thin."),
            _OF_PEOPLE,
            _A_PERSON_YEAR,
        ),
    ),
    _times(
        "treatment_starts",
        Group.TREATMENT,
        _("Starts of treatment"),
        _("People who start methadone or buprenorphine, beside how many start today."),
        _("for one start"),
    ),
    _share(
        "retention",
        Group.TREATMENT,
        (
            _("Support to stay in treatment"),
            _("People in treatment with support that lets them stay, such as low-threshold care."),
            _OF_TREATED,
            _A_PERSON_YEAR,
        ),
    ),
    _share(
        "custody_moud",
        Group.CUSTODY,
        (
            _("Treatment that goes on in custody"),
            _("People in treatment at arrest whose medication goes on."),
            pgettext_lazy("custody", "% of those arrested in treatment"),
            _("for one person in custody and year"),
        ),
    ),
    _share(
        "release_linkage",
        Group.CUSTODY,
        (
            _("Treatment begun at release"),
            _("People who leave custody with treatment begun and a place to go on."),
            _("% of releases"),
            _("for one release into treatment"),
        ),
    ),
    _kits("kits_custody", _("Naloxone kits, release"), _("Kits given to people who leave custody.")),
    _times(
        "hcv_treatment",
        Group.INFECTIONS,
        _("Hepatitis C treatment"),
        _("People who start antivirals, beside how many start today."),
        _("for one course"),
    ),
    _times(
        "hiv_treatment",
        Group.INFECTIONS,
        _("HIV treatment"),
        _("People with HIV who start treatment, beside how many start today."),
        _("for one start"),
    ),
)

BY_LEVER: dict[str, Service] = {each.lever: each for each in SERVICES}
INFECTION_LEVERS = frozenset({"hcv_treatment", "hiv_treatment"})
NOT_OFFERED: tuple[tuple[str, Words], ...] = (
    ("housing_first", _("Housing First: nobody has measured its effect on overdose.")),
    ("recovery_housing", _("Recovery housing: nobody has measured its effect on overdose.")),
    ("safer_supply", _("Safer supply: nobody has measured its effect on overdose in a whole place.")),
)
"""Left out of the sliders until there is a measured effect; the engine's scenario files can have them."""
