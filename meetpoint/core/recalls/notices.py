"""What recalls say unasked: on the Today board, and on the Log when a code comes."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.core.modules.forms import Draft, Remark
from meetpoint.core.modules.pages import Notice, NoticeSource
from meetpoint.core.recalls import permissions, queries
from meetpoint.core.recalls.models import Recall
from meetpoint.core.supplies.queries import held
from meetpoint.core.tenancy.actor import Actor


def warn(actor: Actor, draft: Draft) -> Iterable[Remark]:
    """Say about which open recalls the person of a contact has not been told yet."""
    if draft.participant_id is None or not actor.may(permissions.TELL):
        return
    for concern in queries.concerns_of(actor, draft.participant_id):
        yield Remark(
            text=_concern(concern),
            url=reverse("recalls:tell", args=[concern.recall.uid, concern.person.uid]),
            act=_("Tell them now"),
        )


def on_the_board(actor: Actor, site_id: int, today: date) -> Iterator[Notice]:
    """Say what stands here of each open recall, and that it is open when nothing does."""
    for recall in Recall.objects.of(actor).filter(closed_at=None).order_by("opened_at", "id"):
        lots, _packings = queries.lots_of_recall(actor, recall.pk)
        here = [one for one in held(actor, lots) if one.place.id == site_id]
        loose = sum(one.units for one in here if not one.is_aside)
        yield _notice(recall, units=sum(one.units for one in here), loose=loose)


def _concern(concern: queries.Concern) -> str:
    if concern.last is None:
        return _("Recall %(recall)s: this person got some of it. Please tell them.") % {
            "recall": concern.recall
        }
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
