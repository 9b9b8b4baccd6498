"""Why each column of recalls is kept, and how a participant's part is given or erased."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.modules.interface import Kept, PrivacyPlan
from meetpoint.core.recalls.models import Told
from meetpoint.core.tenancy.actor import Actor

_LEDGER = "as long as the organisation keeps its ledger"
_NOTICE = Kept(why="What a notice said: about things, not about people.", until=_LEDGER)
_LOT = Kept(why="Which lots a notice means, to follow them.", until=_LEDGER)
_HISTORY = Kept(why="What was done about a recall, and when.", until=_LEDGER)
_STAFF = Kept(why="Who did it, to answer questions about it.", until=_LEDGER)
_PERSON = Kept(
    why="Whom not to warn twice; only people with a code stand here.",
    until="the participant is erased",
    personal=True,
)


def export(actor: Actor, participant_id: int) -> Mapping[str, Any]:
    """Return about which recalls a participant was told, in words."""
    told = Told.objects.of(actor).filter(participant_id=participant_id).select_related("recall")
    return {
        _("Recalls told about"): [
            {
                _("Recall"): str(one.recall),
                _("When"): one.told_at,
                _("What was said"): one.get_outcome_display(),
            }
            for one in told.order_by("told_at", "id")
        ]
    }


def erase(actor: Actor, participant_id: int) -> None:
    """Forget that a participant was told, in the caller's transaction."""
    Told.objects.of(actor).filter(participant_id=participant_id).delete()


PLAN = PrivacyPlan(
    columns={
        "recalls.Recall": dict.fromkeys(
            (
                "uid",
                "source",
                "reference",
                "issued_on",
                "problem",
                "problem_es",
                "advice",
                "opened_at",
                "closed_at",
            ),
            _NOTICE,
        ),
        "recalls.Named": dict.fromkeys(("recall", "item", "number", "serial_from", "serial_to"), _NOTICE),
        "recalls.RecalledLot": dict.fromkeys(("recall", "lot", "found_at"), _LOT),
        "recalls.Step": {
            **dict.fromkeys(("recall", "kind", "amount", "site", "batch", "at"), _HISTORY),
            "staff_id": _STAFF,
        },
        "recalls.Told": {
            **dict.fromkeys(("recall", "participant", "outcome", "told_at"), _PERSON),
            "staff_id": _STAFF,
        },
    },
    export=export,
    erase=erase,
)
