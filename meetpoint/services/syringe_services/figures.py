"""What the service counts, by site and day, each with the definition that is printed beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Sum
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.models import EncounterLine
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.interface import DayFigure, Figure
from meetpoint.core.modules.sums import sum_by_day, sum_with_contacts
from meetpoint.services.syringe_services.catalogue import SUPPLY_KINDS
from meetpoint.services.syringe_services.models import (
    CleanUp,
    Education,
    Infection,
    InfectionTest,
    Method,
    ReturnedSyringes,
    TestResult,
    TestStep,
    Vaccination,
    WoundCare,
)

ByDay = Callable[[int, date, date], Iterable[DayFigure]]

SYRINGES = _("Syringes")
SUPPLIES = _("Supplies")
HEALTH = _("Health")


# --- syringes -----------------------------------------------------------------------------------


def syringes_out(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return complete sets handed out, by what each unit held on that day; loose parts are never added."""
    lines = EncounterLine.objects.of(organisation_id).filter(syringes__gt=0)
    return sum_with_contacts(organisation_id, lines, first, last, amount=Sum("syringes"))


def _returned_by(method: Method) -> ByDay:
    def returned(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
        back = ReturnedSyringes.objects.of(organisation_id).filter(method=method)
        return sum_with_contacts(organisation_id, back, first, last, amount=Sum("syringes"))

    return returned


def found_in_clean_ups(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return used syringes picked up in the community."""
    found = CleanUp.objects.of(organisation_id).filter(voided_at=None)
    return sum_by_day(found, first, last, day="held_on", amount=Sum("syringes"))


# --- supplies -----------------------------------------------------------------------------------


def _units_of(kind: str) -> ByDay:
    def units(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
        lines = EncounterLine.objects.of(organisation_id).filter(item__kind=kind)
        return sum_with_contacts(organisation_id, lines, first, last, amount=Sum("quantity"))

    return units


# --- health ---------------------------------------------------------------------------------------


def _tests(**which: object) -> ByDay:
    def tests(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
        rows = InfectionTest.objects.of(organisation_id).filter(**which)
        return sum_with_contacts(organisation_id, rows, first, last)

    return tests


def vaccines_given(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return doses of vaccine given."""
    return sum_with_contacts(organisation_id, Vaccination.objects.of(organisation_id), first, last)


def wound_care_given(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return contacts with wound care."""
    return sum_with_contacts(organisation_id, WoundCare.objects.of(organisation_id), first, last)


def topics_talked_through(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return topics talked through; two in one contact are two."""
    return sum_with_contacts(organisation_id, Education.objects.of(organisation_id), first, last)


_RETURNS: tuple[tuple[Method, Words, Words], ...] = (
    (Method.COUNTED, _("Syringes returned: counted"), _("Used syringes brought back and counted.")),
    (
        Method.STATED,
        _("Syringes returned: as people said"),
        _("Used syringes brought back, in the number that people gave."),
    ),
    (
        Method.VOLUME,
        _("Syringes returned: by volume"),
        _("The volume of containers brought back, times the rate per litre in force on that day."),
    ),
    (
        Method.WEIGHT,
        _("Syringes returned: by weight"),
        _("The weight of syringes brought back, times the rate per pound in force on that day."),
    ),
)

_SYRINGE_FIGURES = (
    Figure(
        slug="syringes_out",
        label=_("Syringes handed out"),
        group=SYRINGES,
        definition=_("Complete sets handed out. Loose needles and loose barrels are not in it."),
        by_day=syringes_out,
        order=1,
    ),
    *(
        Figure(
            slug=f"syringes_returned_{method.value}",
            label=label,
            group=SYRINGES,
            definition=definition,
            by_day=_returned_by(method),
            order=2 + place,
            estimated=method != Method.COUNTED,
        )
        for place, (method, label, definition) in enumerate(_RETURNS)
    ),
    Figure(
        slug="syringes_cleaned_up",
        label=_("Syringes found in clean-ups"),
        group=SYRINGES,
        definition=_("Used syringes picked up in the community, counted or estimated. Not part of returns."),
        by_day=found_in_clean_ups,
        order=7,
        estimated=True,
    ),
)

_SUPPLY_FIGURES = tuple(
    Figure(
        slug=f"units_{kind.slug}",
        label=kind.label,
        group=SUPPLIES,
        definition=_("Units of this kind handed out at contacts."),
        by_day=_units_of(kind.slug),
        order=30 + place,
    )
    for place, kind in enumerate(kind for kind in SUPPLY_KINDS if not kind.counts_as_syringe)
)

_HEALTH_FIGURES = (
    Figure(
        slug="tests_offered",
        label=_("Infection tests offered"),
        group=HEALTH,
        definition=_("Tests offered, whether done or not; one for each infection and contact."),
        by_day=_tests(),
        order=50,
    ),
    Figure(
        slug="tests_done",
        label=_("Infection tests done"),
        group=HEALTH,
        definition=_("Tests done; one for each infection and contact."),
        by_day=_tests(step=TestStep.DONE),
        order=51,
    ),
    *(
        Figure(
            slug=f"tests_done_{infection.value}",
            label=format_lazy(_("Tests done: {infection}"), infection=infection.label),
            group=HEALTH,
            definition=_("Tests done for this infection; one for each contact."),
            by_day=_tests(step=TestStep.DONE, infection=infection),
            order=52 + place,
        )
        for place, infection in enumerate(Infection)
    ),
    Figure(
        slug="tests_reactive",
        label=_("Tests reactive or positive"),
        group=HEALTH,
        definition=_("Tests with a reactive or positive result, all infections together."),
        by_day=_tests(result=TestResult.REACTIVE),
        order=60,
    ),
    Figure(
        slug="tests_linked",
        label=_("Linked to care after a test"),
        group=HEALTH,
        definition=_(
            "Tests after which the person was seen by a care provider; a referral alone is not counted."
        ),
        by_day=_tests(linked_to_care=True),
        order=61,
    ),
    Figure(
        slug="vaccines",
        label=_("Vaccines given"),
        group=HEALTH,
        definition=_("Doses of vaccine given at contacts."),
        by_day=vaccines_given,
        order=62,
    ),
    Figure(
        slug="wound_care",
        label=_("Wound care"),
        group=HEALTH,
        definition=_("Contacts in which a wound was cared for or talked through."),
        by_day=wound_care_given,
        order=63,
    ),
    Figure(
        slug="education",
        label=_("Topics talked through"),
        group=HEALTH,
        definition=_("Topics talked through at contacts; two topics in one contact count as two."),
        by_day=topics_talked_through,
        order=64,
    ),
)

FIGURES = (*_SYRINGE_FIGURES, *_SUPPLY_FIGURES, *_HEALTH_FIGURES)
