"""The counts that every organisation has, whatever its services: contacts, codes, and whom they were for."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.queries.contacts import encounters_on
from meetpoint.core.modules.interface import DayFigure, Figure

GROUP = _("Contacts")


def people_met(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return how many people were met: one for each contact, the number given for a count."""
    return _by_day(organisation_id, first, last, "people", Q())


def people_counted(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return the people in count-only entries."""
    return _by_day(organisation_id, first, last, "people", Q(count_only=True))


def with_code(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return contacts that carry a participant's code."""
    return _by_day(organisation_id, first, last, "people", Q(participant_id__isnull=False))


def without_code(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return single contacts that carry no code."""
    return _by_day(organisation_id, first, last, "people", Q(participant_id__isnull=True, count_only=False))


def for_others(organisation_id: int, first: date, last: date) -> Iterable[DayFigure]:
    """Return how many other people were collected for (ONHRDB "collecting on behalf of")."""
    return _by_day(organisation_id, first, last, "for_others", Q(for_others__gt=0))


def _by_day(organisation_id: int, first: date, last: date, field: str, which: Q) -> Iterable[DayFigure]:
    rows = encounters_on(organisation_id, first, last).filter(which).order_by()
    for site_id, day, amount in rows.values_list("site_id", "local_date").annotate(amount=Sum(field)):
        yield DayFigure(site_id, day, amount)


FIGURES = (
    Figure(
        slug="contacts",
        label=_("Contacts"),
        group=GROUP,
        definition=_(
            "Each time a person was met, with or without a code. A count of a group adds the number of people"
            " counted. The same person on another day is another contact. Voided entries are left out."
        ),
        by_day=people_met,
        order=0,
    ),
    Figure(
        slug="contacts_with_code",
        label=_("Contacts with a code"),
        group=GROUP,
        definition=_("Contacts of people who used a code of theirs."),
        by_day=with_code,
        order=11,
    ),
    Figure(
        slug="contacts_without_code",
        label=_("Anonymous contacts"),
        group=GROUP,
        definition=_("Single contacts recorded without a code. Groups that were only counted are not in it."),
        by_day=without_code,
        order=12,
    ),
    Figure(
        slug="people_counted",
        label=_("People only counted"),
        group=GROUP,
        definition=_("People in entries that count a group, as in a rush or a counting week."),
        by_day=people_counted,
        order=13,
    ),
    Figure(
        slug="people_collected_for",
        label=_("Others collected for"),
        group=GROUP,
        definition=_(
            "How many other people the persons met said they collect for, added up over contacts."
            " Nobody is asked who they are."
        ),
        by_day=for_others,
        order=14,
    ),
)
