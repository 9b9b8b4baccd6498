"""The facts of this service: samples, what they were checked for, and what was seen in them."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Max, Min, QuerySet
from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules import facts
from meetpoint.core.modules.facts import FactTable
from meetpoint.services.drug_checking.models import Check, Form, Level, Match, Overdose, Sample, Seen, Target
from meetpoint.services.drug_checking.vocabulary import label_of_substance, substances
from meetpoint.services.drug_checking.vocabulary.expected import (
    EXPECTED,
    NOT_KNOWN,
    SEVERAL,
    label_of_expected,
)

ABOUT_SAMPLES = _("It tells of a thing, not of a person: nobody is asked who brought it.")
EXPECTED_WORDS = (*EXPECTED, SEVERAL, NOT_KNOWN)


def _samples(organisation_id: int, first: date, last: date) -> QuerySet[Sample]:
    rows = Sample.objects.of(organisation_id).filter(voided_at=None, collected_on__range=(first, last))
    return rows.annotate(sold_as=F("counted_as"))


def _checks(organisation_id: int, first: date, last: date) -> QuerySet[Check]:
    rows = Check.objects.of(organisation_id).filter(
        sample__voided_at=None, sample__collected_on__range=(first, last)
    )
    return rows.annotate(sold_as=F("sample__counted_as"))


def _seen(organisation_id: int, first: date, last: date) -> QuerySet[Seen]:
    rows = Seen.objects.of(organisation_id).filter(
        sample__voided_at=None, sample__collected_on__range=(first, last)
    )
    return rows.annotate(sold_as=F("sample__counted_as"), word=F("substance"))


def span(organisation_id: int) -> tuple[date, date] | None:
    """Return the first and the last day on which a sample was collected, or None."""
    rows = Sample.objects.of(organisation_id).filter(voided_at=None)
    found = rows.aggregate(first=Min("collected_on"), last=Max("collected_on"))
    return (found["first"], found["last"]) if found["first"] else None


FACTS = (
    FactTable(
        slug="drug_samples",
        meaning="One row for each standing sample, by the day on which it was collected.",
        span=span,
        rows=_samples,
        columns=(
            facts.day("collected_on", "The day on which it was collected."),
            facts.site(),
            facts.word("expected", EXPECTED_WORDS, "What it was sold as.", why=ABOUT_SAMPLES,
            source="sold_as", labels=label_of_expected),
            facts.word("form", tuple(Form.values), "Its form.", why=ABOUT_SAMPLES),
            facts.word("overdose", tuple(Overdose.values), "Whether an overdose was involved.",
            why=ABOUT_SAMPLES),
            facts.word(
                "laboratory", tuple(Match.values), "Whether a laboratory found what was expected.",
                why=ABOUT_SAMPLES, source="confirmed_match",
            ),
            facts.word(
                "on_the_spot", tuple(Match.values), "Whether tests on the spot found what was expected.",
                why=ABOUT_SAMPLES, source="presumptive_match",
            ),
        ),
    ),
    FactTable(
        slug="drug_checks",
        meaning="One row for each target that a sample was tested for by a method able to find it, by level.",
        span=span,
        rows=_checks,
        columns=(
            facts.day("sample__collected_on", "The day on which the sample was collected."),
            facts.site("sample__site_id"),
            facts.word(
                "expected", EXPECTED_WORDS, "What it was sold as.", why=ABOUT_SAMPLES, source="sold_as",
                labels=label_of_expected,
            ),
            facts.word("target", tuple(Target.values), "What it was tested for.", why=ABOUT_SAMPLES),
            facts.word("level", tuple(Level.values), "On the spot, or in a laboratory.", why=ABOUT_SAMPLES),
            facts.flag("found", "Whether it was found.", why=ABOUT_SAMPLES),
        ),
    ),
    FactTable(
        slug="drug_substances",
        meaning="One row for each substance that was seen in a sample, by level.",
        span=span,
        rows=_seen,
        columns=(
            facts.day("sample__collected_on", "The day on which the sample was collected."),
            facts.site("sample__site_id"),
            facts.word(
                "expected", EXPECTED_WORDS, "What it was sold as.", why=ABOUT_SAMPLES, source="sold_as",
                labels=label_of_expected,
            ),
            facts.word("substance", lambda: tuple(substances()), "What was seen.", why=ABOUT_SAMPLES,
            source="word", labels=label_of_substance),
            facts.word("level", tuple(Level.values), "On the spot, or in a laboratory.", why=ABOUT_SAMPLES),
            facts.flag("main", "Whether it was a main substance.", why=ABOUT_SAMPLES, source="is_primary"),
            facts.flag("first_here", "Whether it was the first time here.", why=ABOUT_SAMPLES,
            source="is_first"),
        ),
    ),
)  # fmt: skip
