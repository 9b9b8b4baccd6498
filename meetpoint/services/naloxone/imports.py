"""Columns of other logs that the service understands: kits, doses, first or refill, a reversal told."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import FieldError
from meetpoint.core.modules.forms import ImportColumn
from meetpoint.services.naloxone.models import Outcome, Supply

NO = frozenset({"0", "no", "n", "none", "-", "–", "—", "na", "n/a", "false", "ninguno", "ninguna"})
YES = frozenset({"1", "yes", "y", "x", "✓", "si", "sí", "s", "true"})
_SUPPLY = {
    **dict.fromkeys(
        ("first", "first kit", "new", "initial", "first time", "primera", "primero", "primer kit", "nuevo"),
        Supply.FIRST,
    ),
    **dict.fromkeys(
        ("refill", "resupply", "replacement", "repeat", "reposicion", "reposición", "recarga"), Supply.REFILL
    ),
}


def _reversal(text: str) -> Mapping[str, str]:
    said = text.casefold()
    if said in NO:
        return {}
    if said in YES:
        return {"outcome": Outcome.UNKNOWN.value}
    if said.isdecimal():
        raise FieldError(
            _(
                "This row tells of several reversals. Leave it empty here, "
                "and write each down under Reversals."
            )
        )
    raise FieldError(_("Write 1 or “yes” for a reversal that was told, or leave it empty."))


def _supply(text: str) -> Mapping[str, str]:
    said = text.casefold()
    if said in NO:
        return {}
    if said not in _SUPPLY:
        raise FieldError(_("Write “first” or “refill”, or leave it empty."))
    return {"supply": _SUPPLY[said].value}


COLUMNS = (
    ImportColumn(
        slug="naloxone_kits",
        label=gettext_lazy("Naloxone kits"),
        words=(
            "naloxone kits",
            "naloxone kit",
            "narcan",
            "narcan kits",
            "narcan kit",
            "naloxone",
            "kits",
            "kit",
            "nlx",
            "nlx kits",
            "nasal kits",
            "nasal naloxone",
            "nasal narcan",
            "naloxone boxes",
            "narcan boxes",
            "od kits",
            "overdose kits",
            "kits de naloxona",
            "kit de naloxona",
            "naloxona",
            "narcan kits given",
        ),
        kind="naloxone",
        item="naloxone-nasal-4mg-kit",
    ),
    ImportColumn(
        slug="injectable_kits",
        label=gettext_lazy("Naloxone kits, injectable"),
        words=(
            "im kits",
            "im naloxone",
            "injectable kits",
            "im naloxone kits",
            "injectable naloxone",
            "injectable naloxone kits",
            "kits inyectables",
            "naloxona inyectable",
        ),
        kind="naloxone",
        item="naloxone-im-kit",
    ),
    ImportColumn(
        slug="naloxone_doses",
        label=gettext_lazy("Naloxone, single doses"),
        words=(
            "doses",
            "naloxone doses",
            "narcan doses",
            "doses of naloxone",
            "doses of narcan",
            "nlx doses",
            "dosis",
            "dosis de naloxona",
        ),
        kind="naloxone",
        item="naloxone-nasal-4mg",
    ),
    ImportColumn(
        slug="naloxone_supply",
        label=gettext_lazy("Naloxone: first kit or refill"),
        words=(
            "first or refill",
            "refill",
            "first kit or refill",
            "narcan refill",
            "primera o reposicion",
            "reposicion",
        ),
        form="naloxone",
        answers=_supply,
    ),
    ImportColumn(
        slug="reversal",
        label=gettext_lazy("Reversal reported"),
        words=(
            "reversals",
            "reversal",
            "reversals reported",
            "od reversals",
            "overdose reversals",
            "reversal reported",
            "saves",
            "reversiones",
            "reversion",
            "reversiones de sobredosis",
        ),
        form="reversal",
        answers=_reversal,
    ),
)
