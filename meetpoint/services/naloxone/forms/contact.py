"""Why naloxone was needed, and a reversal told: in a contact, or by itself at any other time."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Choice, Count, ShortText, YesNo
from meetpoint.core.modules.forms import EncounterForm, StandaloneForm
from meetpoint.services.naloxone import queries
from meetpoint.services.naloxone.actions.provisions import save_provisions
from meetpoint.services.naloxone.actions.reversals import (
    report_told,
    save_reversals,
    undo_told,
    void_reversals_of,
)
from meetpoint.services.naloxone.models import (
    GivenBy,
    Outcome,
    Product,
    RefillReason,
    ReversalPlace,
    Supply,
    Training,
    YesNoUnknown,
)

COUNTY_ONLY = r"[^\d\n]{2,60}"
THREE_DIGITS = r"\d{3}"
MONTHS_AGO = (
    ("0", _("This month")),
    ("1", _("Last month")),
    ("2", _("2 months ago")),
    ("3", _("3 months ago")),
    ("4", _("4 months ago")),
    ("5", _("5 months ago")),
    ("6", _("6 months ago")),
)

PROVISION_FORM = EncounterForm(
    slug="naloxone",
    title=_("Naloxone: first kit or refill"),
    help=_("Every answer may be left out. Nobody is refused naloxone."),
    fields=(
        Choice(name="supply", label=_("First kit or refill"), choices=Supply.choices),
        Choice(
            name="reason",
            label=_("What became of the last kit"),
            choices=RefillReason.choices,
            leads_to=((RefillReason.USED.value, "reversal"),),
        ),
        Choice(name="training", label=_("Overdose response training"), choices=Training.choices),
    ),
    save=save_provisions,
    load=queries.provisions_said,
    order=20,
    supply_kinds=("naloxone",),
    icon="naloxone",
)

REVERSAL_FORM = EncounterForm(
    slug="reversal",
    title=_("Reversal reported"),
    help=_("For an overdose that somebody answered with naloxone. Every answer may be left out."),
    fields=(
        Choice(name="outcome", label=_("How it ended"), choices=Outcome.choices),
        Count(name="doses", label=_("Doses given"), minimum=1, maximum=50, presets=(1, 2, 3, 4)),
        Choice(name="called_911", label=_("Was 911 called?"), choices=YesNoUnknown.choices),
        Choice(name="rescue_breathing", label=_("Was rescue breathing given?"), choices=YesNoUnknown.choices),
        Choice(name="product", label=_("Which naloxone"), choices=Product.choices, folded=True),
        Choice(name="given_by", label=_("Who gave it"), choices=GivenBy.choices, folded=True),
        Choice(name="months_ago", label=_("When"), choices=MONTHS_AGO, folded=True),
        Choice(name="place_type", label=_("Kind of place"), choices=ReversalPlace.choices, folded=True),
        ShortText(
            name="county",
            label=_("County"),
            help=_("The name of the county only, never an address."),
            max_length=60,
            pattern=COUNTY_ONLY,
            folded=True,
        ),
        ShortText(
            name="zip3",
            label=_("First three digits of the ZIP code"),
            help=_("Three digits, such as 028."),
            max_length=3,
            pattern=THREE_DIGITS,
            folded=True,
        ),
        YesNo(
            name="linked",
            label=_("Keep it with this person's code"),
            help=_("Only if they want that. Otherwise the report stands on its own."),
            folded=True,
        ),
    ),
    save=save_reversals,
    load=queries.reversals_said,
    on_void=void_reversals_of,
    order=21,
    permission="naloxone:reversal:record",
    icon="naloxone",
)

TOLD_FORM = StandaloneForm(
    slug="reversal-told",
    title=_("Reversal reported, without a contact"),
    help=_("For an overdose that somebody answered with naloxone. Every answer may be left out."),
    # The rules of the place are about the answer, in whichever form it stands.
    fields=tuple(
        replace(field, policy=field.policy or f"{REVERSAL_FORM.slug}.{field.name}")
        for field in REVERSAL_FORM.fields
        if field.name != "linked"
    ),
    save=report_told,
    undo=undo_told,
    permission="naloxone:reversal:record",
    order=21,
    icon="naloxone",
)
