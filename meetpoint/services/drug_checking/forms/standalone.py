"""The forms that a phone fills in without a network: a sample that came in, and a strip that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetpoint.core.modules.fields import Choice, Choices, Day, ShortText
from meetpoint.core.modules.forms import Answers, Filled, Slip, StandaloneForm
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.services.drug_checking import permissions, receipts
from meetpoint.services.drug_checking.actions.results import NewAnalysis, record_analysis
from meetpoint.services.drug_checking.actions.samples import NewSample, take_in, undo_sample
from meetpoint.services.drug_checking.models import (
    Colour,
    Container,
    Form,
    Method,
    Outcome,
    Overdose,
    Sample,
    Sensation,
    Target,
    Texture,
    Used,
)
from meetpoint.services.drug_checking.queries.samples import sample_of_code
from meetpoint.services.drug_checking.queries.strips import strip_lots
from meetpoint.services.drug_checking.vocabulary.expected import expected_choices

READINGS = tuple(
    (outcome.value, outcome.label) for outcome in (Outcome.POSITIVE, Outcome.NEGATIVE, Outcome.INVALID)
)
PLACE_ONLY = r"[^\W\d_][^\d_]{0,59}"
_STRIPS = tuple(Target)
ANSWERED = (
    "lab_id", "area", "expected", "expected_words", "form", "container", "colours", "textures", "sensations",
    "notes", "used_before", "overdose",
)  # fmt: skip


def save_sample(filled: Filled, by: Actor) -> None:
    """Store a sample as it came in, and the strips that were read with it; called inside a transaction.

    Without the code of a printed slip, the code that follows from the uid is the sample's: it is what the
    phone showed or printed. Refuses as `take_in` does.
    """
    said = filled.values
    typed = said.get("receipt")
    code = receipts.read(typed) if typed else receipts.code_of(filled.uid)
    sample = take_in(
        NewSample(
            uid=filled.uid,
            site_id=filled.site_id,
            collected_on=said.get("collected_on") or filled.local_date,
            code=code,
            **{name: said[name] for name in ANSWERED if name in said},
        ),
        by=by,
    )
    for target in _STRIPS:
        reading = said.get(f"strip_{target}")
        if reading:
            _save_strip(sample, filled, str(target), reading, None, by)


def save_strip(filled: Filled, by: Actor) -> None:
    """Store the reading of a strip for the sample whose slip was scanned or typed.

    Refuses a code that no sample here has: the form is then kept, so that the sample can be sent first.
    """
    code = receipts.read(filled.values["receipt"])
    sample = sample_of_code(code, by)
    if sample is None:
        message = _("No sample here has this slip. If it was taken in on another phone, send that first.")
        raise DomainError(message, fields={"receipt": message})
    lot = filled.values.get("lot")
    new = NewAnalysis(
        uid=filled.uid,
        method=Method.STRIP.value,
        outcome=filled.values["reading"],
        tested_on=filled.local_date,
        target=filled.values["target"],
        lot_id=int(lot) if lot else None,
    )
    record_analysis(sample, new, by=by)


def _save_strip(
    sample: Sample, filled: Filled, target: str, reading: str, lot_id: int | None, by: Actor
) -> None:
    known = sample.analyses.filter(method=Method.STRIP, target=target, outcome=reading, source="").exists()
    if known:
        return
    new = NewAnalysis(
        uid=uuid7(),
        method=Method.STRIP.value,
        outcome=reading,
        tested_on=filled.local_date,
        target=target,
        lot_id=lot_id,
    )
    record_analysis(sample, new, by=by)


def lots_here(by: Actor, site_ids: Sequence[int]) -> Mapping[int, Answers]:
    """Return the lots of strips that are on the shelf at some sites, for the phone to take along."""
    lots = strip_lots(by, site_ids)
    return {site_id: {"lot": lots.get(site_id, [])} for site_id in site_ids}


def _choice(name: str, label: Any, choices: Any, **more: Any) -> Choice:
    return Choice(name=name, label=label, choices=tuple(choices), **more)


def _choices(name: str, label: Any, choices: Any, **more: Any) -> Choices:
    return Choices(name=name, label=label, choices=tuple(choices), **more)


SAMPLE_FORM = StandaloneForm(
    slug="sample",
    title=gettext_lazy("A sample came in"),
    help=gettext_lazy(
        "Nobody is asked who they are. The code on the slip is the only way to the result: give it along."
    ),
    fields=(
        ShortText(
            name="receipt",
            label=gettext_lazy("Code on the printed slip"),
            help=gettext_lazy("Scan or type it. Left empty, the sample gets a code of its own."),
            max_length=120,
        ),
        _choices("expected", gettext_lazy("What it was sold or given as"), expected_choices()),
        ShortText(name="expected_words", label=gettext_lazy("In other words"), max_length=200, folded=True),
        _choice("form", gettext_lazy("What it looks like"), Form.choices),
        _choices("colours", gettext_lazy("Colour"), Colour.choices, folded=True),
        _choice("overdose", gettext_lazy("Was there an overdose with it?"), Overdose.choices),
        *(
            _choice(f"strip_{target.value}", label, READINGS)
            for target, label in (
                (Target.FENTANYL, gettext_lazy("Fentanyl strip")),
                (Target.XYLAZINE, gettext_lazy("Xylazine strip")),
            )
        ),
        *(
            _choice(f"strip_{target.value}", label, READINGS, folded=True)
            for target, label in (
                (Target.NITAZENES, gettext_lazy("Nitazene strip")),
                (Target.MEDETOMIDINE, gettext_lazy("Medetomidine strip")),
                (Target.BENZODIAZEPINES, gettext_lazy("Benzodiazepine strip")),
            )
        ),
        _choice("used_before", gettext_lazy("Did anybody use it?"), Used.choices, folded=True),
        _choices("sensations", gettext_lazy("What it felt like"), Sensation.choices, folded=True),
        _choices("textures", gettext_lazy("Texture"), Texture.choices, folded=True),
        _choice("container", gettext_lazy("What it came in or on"), Container.choices, folded=True),
        ShortText(
            name="notes",
            label=gettext_lazy("What was seen or felt"),
            help=gettext_lazy("About the sample only: no names, no places, nobody’s story."),
            max_length=300,
            folded=True,
        ),
        ShortText(
            name="area",
            label=gettext_lazy("County or city"),
            help=gettext_lazy("The name only, never an address. Left empty, the site’s own is taken."),
            max_length=60,
            pattern=PLACE_ONLY,
            folded=True,
        ),
        ShortText(
            name="lab_id",
            label=gettext_lazy("Number on the laboratory’s kit"),
            help=gettext_lazy("Letters, digits and hyphens, as printed on the kit."),
            max_length=40,
            pattern=r"[A-Za-z0-9-]{1,40}",
            folded=True,
        ),
        Day(name="collected_on", label=gettext_lazy("Collected on, if not today"), folded=True),
    ),
    save=save_sample,
    slip=Slip(
        title=gettext_lazy("Write this code down for the person"),
        help=gettext_lazy(
            "It is the only way to the result, and is not shown again here. Whoever has it can read what was"
            " found; nobody has to say who they are."
        ),
        instead="receipt",
    ),
    undo=undo_sample,
    permission=permissions.TAKE_IN,
    order=30,
    icon="test-tube",
)

STRIP_FORM = StandaloneForm(
    slug="strip",
    title=gettext_lazy("A strip was read"),
    help=gettext_lazy("Lines are counted as the packet of this strip says; brands differ."),
    fields=(
        ShortText(
            name="receipt",
            label=gettext_lazy("Code on the slip of the sample"),
            help=gettext_lazy("Scan or type it."),
            required=True,
            max_length=120,
        ),
        _choice("target", gettext_lazy("What the strip looks for"), Target.choices, required=True),
        _choice("reading", gettext_lazy("What it shows"), READINGS, required=True),
        Choice(name="lot", label=gettext_lazy("Lot of the strip"), folded=True),
    ),
    save=save_strip,
    permission=permissions.TEST,
    answers=lots_here,
    order=31,
    icon="strip",
)
