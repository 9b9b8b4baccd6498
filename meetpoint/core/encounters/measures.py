"""What funders ask about contacts: how many, with how many people, by which models of service."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.queries import distinct_people, encounters_in
from meetpoint.core.modules.measures import Answer, DataSource, Measure, Question, Span
from meetpoint.core.organisations.models import Site, SiteKind


def unique_participants(question: Question) -> Answer:
    """Return how many different people with a code were met, and how many contacts had none."""
    people = question.span.once(distinct_people)
    return Answer(value=len(people), contacts_without_code=sum(question.sums.values()))


def sites_in_use(question: Question) -> Answer:
    """Return how many sites of a kind, or of any, met somebody."""
    kinds = question.span.once(kinds_in_use)
    asked = question.where.get("kind")
    return Answer(value=len(kinds) if asked is None else kinds.count(asked))


def models_in_use(question: Question) -> Answer:
    """Return the kinds of sites that met somebody, in words, each with its number of sites."""
    kinds = question.span.once(kinds_in_use)
    said = [f"{kind.label} ({count})" for kind in SiteKind if (count := kinds.count(kind.value))]
    if not said:
        return Answer(missing=_("a contact at any of these sites in these days"))
    return Answer(value=", ".join(said))


def kinds_in_use(span: Span) -> list[str]:
    """Return the kind of each site with a standing encounter in the span."""
    # One look into the index for each site, instead of every contact of a year.
    met = Exists(encounters_in(span).filter(site_id=OuterRef("pk")))
    sites = Site.objects.of(span.organisation_id).filter(met)
    return list(sites.order_by("kind").values_list("kind", flat=True))


MEASURES = (
    Measure(
        slug="encounters.contacts",
        label=_("Contacts"),
        definition=_(
            "Each time a person was met, with or without a code. A count of a group adds the number of people"
            " counted. The same person on another day is another contact. Voided entries are left out."
        ),
        unit=_("contacts"),
        source=DataSource.ENCOUNTER,
        additive=True,
        figures=("contacts",),
    ),
    Measure(
        slug="encounters.unique_participants",
        label=_("Different people met"),
        definition=_(
            "Participants with a code who were met at least once in these days at these sites, each counted"
            " once; joined records are one. It is an estimate of people: somebody may carry two codes."
            " Contacts without a code are not in it: their number stands beside it. Others collected for are"
            " not in it."
        ),
        unit=_("people"),
        source=DataSource.ENCOUNTER,
        additive=False,
        estimated=True,
        figures=("contacts_without_code", "people_counted"),
        compute=unique_participants,
    ),
    Measure(
        slug="encounters.sites_in_use",
        label=_("Sites where somebody was met"),
        definition=_("Sites of this kind with at least one contact in these days."),
        unit=_("sites"),
        source=DataSource.PROGRAMME,
        additive=False,
        filters={"kind": tuple(SiteKind.values)},
        compute=sites_in_use,
    ),
    Measure(
        slug="encounters.models_in_use",
        label=_("Models of service in use"),
        definition=_(
            "The kinds of sites with at least one contact in these days, each with its number of sites."
        ),
        unit="",
        source=DataSource.PROGRAMME,
        additive=False,
        compute=models_in_use,
    ),
)
