"""What can go wrong with stock, said so that the person can mend it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetpoint.lib.errors import Conflict, DomainError


class NotEnough(DomainError):
    """Less is recorded than was asked for: of transfers, disposals and packing, never of a hand-out."""

    def __init__(self, lacking: Sequence[str]) -> None:
        advice = _("Count what is there, or write down the delivery that is missing.")
        super().__init__(" ".join([*lacking, advice]))


def lack(label: str, *, place: str, there: int, wanted: int) -> str:
    """Return the sentence that names what is there."""
    if there == 0:
        return _("No %(item)s is recorded at %(place)s; %(wanted)d were asked for.") % {
            "item": label,
            "place": place,
            "wanted": wanted,
        }
    return ngettext(
        "Only %(there)d of %(item)s is recorded at %(place)s; %(wanted)d were asked for.",
        "Only %(there)d of %(item)s are recorded at %(place)s; %(wanted)d were asked for.",
        there,
    ) % {"there": there, "item": label, "place": place, "wanted": wanted}


class ChangedMeanwhile(Conflict):
    """The record of what was counted was changed by somebody else after the counter had seen it."""

    def __init__(self, labels: Sequence[str]) -> None:
        text = _(
            "While you were counting, somebody else wrote down a count or a movement of %(items)s."
            " Nothing is saved yet: look at the new difference, and save again."
        )
        super().__init__(text % {"items": ", ".join(labels)})


class SameBatchOtherContent(Conflict):
    """A stock action came twice under one identifier, with different content."""

    def __init__(self) -> None:
        super().__init__(
            _("This form was already sent with other numbers. Open it again to post a new entry.")
        )


def refused(field: str, message: str) -> DomainError:
    """Return the error for one field of a form."""
    return DomainError(message, fields={field: message})
