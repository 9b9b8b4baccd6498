"""What recalls say unasked: on the Today board, on the Log when a code comes, and on a participant's page."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetpoint.core.modules.interface import (
    Draft,
    Notice,
    NoticeSource,
    Remark,
    TimelineEntry,
    TimelineSource,
)
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls import permissions, queries
from meetpoint.core.recalls.models import Recall, Told
from meetpoint.core.supplies.queries import held
from meetpoint.core.tenancy.actor import Actor


def warn(actor: Actor, draft: Draft) -> Iterable[Remark]:
    """Say about which open recalls the person of a contact has not been told yet."""
    if draft.participant_id is None or not actor.may(permissions.TELL):
        return
    person = Participant.objects.of(actor).get(pk=draft.participant_id)
    for concern in queries.concerns_of(actor, person):
        yield Remark(
            text=_concern(concern),
            url=reverse("recalls:tell", args=[concern.recall.uid, person.uid]),
            act=_("Tell them now"),
        )


def on_the_board(actor: Actor, site_id: int, today: date) -> Iterator[Notice]:
    """Say what stands here of each open recall, and that it is open when nothing does."""
    for recall in Recall.objects.of(actor).filter(closed_at=None).order_by("opened_at", "id"):
        lots, _packings = queries.lots_of_recall(actor, recall.pk)
        here = [one for one in held(actor, lots) if one.place.id == site_id]
        loose = sum(one.units for one in here if not one.is_aside)
        yield _notice(recall, units=sum(one.units for one in here), loose=loose)


def timeline(actor: Actor, participant_id: int, before: datetime, limit: int) -> Sequence[TimelineEntry]:
    """Return about which recalls a participant is to be told, and was, before a moment, newest first."""
    told = (
        Told.objects.of(actor)
        .filter(participant_id=participant_id, told_at__lt=before)
        .select_related("recall")
        .order_by("-told_at", "-id")[:limit]
    )
    entries = [
        TimelineEntry(
            at=one.told_at,
            title=_("Told about a recall"),
            detail=f"{one.recall} · {one.get_outcome_display()}",
            site_id=None,
            url=reverse("recalls:detail", args=[one.recall.uid]),
            icon="flag",
        )
        for one in told
    ]
    person = Participant.objects.of(actor).filter(pk=participant_id).first()
    for concern in queries.concerns_of(actor, person) if person else ():
        if concern.recall.opened_at < before:
            entries.append(_to_tell(concern, person))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def _to_tell(concern: queries.Concern, person: Participant | None) -> TimelineEntry:
    url = reverse("recalls:tell", args=[concern.recall.uid, person.uid]) if person else ""
    return TimelineEntry(
        at=concern.recall.opened_at,
        title=_("To be told: recall"),
        detail=_concern(concern),
        site_id=None,
        url=url,
        icon="flag",
    )


def _concern(concern: queries.Concern) -> str:
    return ngettext(
        "Recall %(recall)s: this person got %(units)d unit of it, last on %(day)s. Please tell them.",
        "Recall %(recall)s: this person got %(units)d units of it, last on %(day)s. Please tell them.",
        concern.units,
    ) % {
        "recall": concern.recall,
        "units": concern.units,
        "day": date_format(concern.last, "DATE_FORMAT"),
    }


def _notice(recall: Recall, *, units: int, loose: int) -> Notice:
    words = {"recall": recall, "units": number_format(loose or units, force_grouping=True)}
    url = reverse("recalls:detail", args=[recall.uid])
    if loose:
        text = ngettext(
            "Recall %(recall)s: %(units)s unit on the shelf here is not set aside yet.",
            "Recall %(recall)s: %(units)s units on the shelf here are not set aside yet.",
            loose,
        )
        return Notice(text=text % words, url=url, urgency="now", icon="flag")
    if units:
        text = ngettext(
            "Recall %(recall)s: %(units)s unit stands here, set aside. Take it off the shelf.",
            "Recall %(recall)s: %(units)s units stand here, set aside. Take them off the shelf.",
            units,
        )
        return Notice(text=text % words, url=url, urgency="soon", icon="flag")
    return Notice(
        text=_("Recall %(recall)s is open. Nothing of it is left here.") % words,
        url=url,
        urgency="note",
        icon="flag",
    )


NOTICES = (NoticeSource(permission=permissions.VIEW, read=on_the_board, order=5),)
TIMELINE = (
    TimelineSource(slug="recalls", label=gettext_lazy("Recalls"), permission=permissions.TELL, read=timeline),
)
