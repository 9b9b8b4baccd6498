"""The services that a plan may change, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetpoint.core.modules.fields import Words
from meetpoint.planning.services.kinds import Group, Kind, Service

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
_PLACES = _("places")
_A_HOME = _("for one person housed, and year")
_TIMES_A_YEAR = _("times a year")


def _places(lever: str, needs: str, label: Words, help: Words, needs_help: Words) -> Service:
    return Service(
        lever=lever,
        label=label,
        help=help,
        unit=_PLACES,
        priced=_A_HOME,
        group=Group.HOUSING,
        kind=Kind.COUNT,
        step=1,
        most_each=0.05,
        needs=needs,
        needs_help=needs_help,
    )


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
    _share(
        "strips",
        Group.SERVICES,
        (
            _("Fentanyl test strips"),
            _("People who test what they use as a rule. No study found fewer overdoses for certain."),
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
        "naltrexone_share",
        Group.TREATMENT,
        (
            _("Extended-release naltrexone"),
            _("People who start it, on top of those who start methadone or buprenorphine. Few stay on it."),
            _("% of those starts"),
            _("for one start"),
        ),
        most=0.5,
    ),
    Service(
        lever="detox",
        label=_("Detox without medication after it"),
        help=_("How often a person who uses opioids goes to detox. What a body can bear falls there."),
        unit=_TIMES_A_YEAR,
        priced=_("for one stay"),
        group=Group.TREATMENT,
        kind=Kind.RATE,
        most=0.5,
    ),
    Service(
        lever="safer_supply",
        label=_("Safer supply"),
        help=_("People who use opioids and are prescribed a known drug instead of what is sold."),
        unit=_("% of people who use opioids"),
        priced=_A_PERSON_YEAR,
        group=Group.TREATMENT,
        kind=Kind.SHARE,
        most=0.5,
        needs="safer_supply_overdose_ratio",
        needs_help=_(
            "Overdoses of somebody in safer supply beside the same person without it: 1 is no change."
        ),
    ),
    _places(
        "housing_first",
        "housing_first_overdose_ratio",
        _("Housing First"),
        _("Homes for people without one, with no condition on use or treatment."),
        _("Overdoses of somebody in Housing First beside the same person unhoused: 1 is no change."),
    ),
    _places(
        "recovery_housing",
        "recovery_overdose_ratio",
        _("Recovery housing"),
        _("Homes for people who want to live where nobody uses."),
        _("Overdoses of somebody in recovery housing beside the same person at home: 1 is no change."),
    ),
    Service(
        lever="displacement",
        label=_("Clearing of camps"),
        help=_("How often somebody without a home is driven away. No service: what it does to the others."),
        unit=_TIMES_A_YEAR,
        priced="",
        group=Group.HOUSING,
        kind=Kind.RATE,
        most=6.0,
        step=0.1,
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
    (
        "treatment_places",
        _("Places in treatment: the model lets everybody in who starts. Few places are fewer starts there."),
    ),
)
"""Programmes of the engine that are left out of the sliders, and why; its scenario files can have them."""
