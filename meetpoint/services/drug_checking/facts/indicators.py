"""What can be told about drug checking: samples, positivity by what was expected, the unexpected, the new."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetpoint.core.encounters.facts.indicators import PLACES
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.indicators import DataSource, Indicator, Parts

OD2A = "CDC OD2A: drug checking, fentanyl test strips and other technologies (secondary)"
SAMHSA = "SAMHSA harm reduction grants: drug checking technologies, fentanyl and xylazine strips (secondary)"
NYC = "nychealth/drugchecking-data: positivity by class, by month"
UNC = "UNC Street Drug Analysis Lab, datasets: lab_fentanyl_any and the like"
TORONTO = "Toronto’s Drug Checking Service: expected against found (docslib 3093975)"
OWN = "Meetpoint’s own definition"

EXPECTED = (*PLACES, "expected")
SELF_SELECTED = _("People choose what they bring: this describes samples, not all that is sold.")


def percent(above: str, below: str) -> Callable[[Parts], float | None]:
    """Return what tells one indicator as a percentage of another; nothing where the lower one is nought."""

    def share(parts: Parts) -> float | None:
        return 100 * float(parts.of[above]) / float(parts.of[below]) if parts.of[below] else None

    return share


def _positivity(target: str, level: str, title: Words, definition: Words) -> tuple[Indicator, ...]:
    """Return three indicators: samples that could tell, those that held it, and the share."""
    code = f"drug_checking.{target}_{level}"

    def fits(checks: Any) -> Any:
        return (checks.target == target) & (checks.level == level)

    shared: dict[str, Any] = {
        "unit": _("samples"),
        "source": DataSource.PROGRAMME,
        "additive": True,
        "table": "drug_checks",
        "breakdowns": EXPECTED,
        "reference": NYC,
        "standards": (OD2A,),
    }
    return (
        Indicator(
            code=f"{code}_tested",
            title=format_lazy(_("{what}: samples tested"), what=title),
            definition=_("Samples tested by a method able to find it."),
            value=lambda checks: fits(checks).sum(),
            **shared,
        ),
        Indicator(
            code=f"{code}_found",
            title=format_lazy(_("{what}: samples with it"), what=title),
            definition=_("Samples in which it was found, as a main substance or a trace."),
            value=lambda checks: (fits(checks) & checks.found).sum(),
            **shared,
        ),
        Indicator(
            code=f"{code}_positivity",
            title=title,
            definition=definition,
            unit="%",
            source=DataSource.PROGRAMME,
            additive=False,
            of=(f"{code}_found", f"{code}_tested"),
            combine=percent(f"{code}_found", f"{code}_tested"),
            breakdowns=EXPECTED,
            reference=NYC,
            standards=(OD2A, SAMHSA),
        ),
    )


_BY_STRIP = _("Strips that were positive among all that were read, invalid ones left out.")
_IN_LABORATORY = _(
    "Samples with it, also as a trace, among those tested by mass spectrometry. Strips are never in it."
)

INDICATORS = (
    Indicator(
        code="drug_checking.samples",
        title=_("Samples checked"),
        definition=_("Samples that came in, by the day on which they were collected."),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="drug_samples",
        value=lambda samples: samples.count(),
        breakdowns=(*EXPECTED, "form", "overdose"),
        reference=UNC,
        standards=(OD2A, SAMHSA),
        figures=("drug_samples",),
    ),
    Indicator(
        code="drug_checking.overdose_samples",
        title=_("Samples with an overdose"),
        definition=_("Samples of which it was said that somebody overdosed."),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="drug_samples",
        value=lambda samples: samples.overdose.isin(["involved", "fatal"]).sum(),
        breakdowns=EXPECTED,
        reference=UNC,
    ),
    Indicator(
        code="drug_checking.comparable",
        title=_("Samples that can be compared with what was expected"),
        definition=_("Samples with a laboratory’s answer of which it was said what was expected."),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="drug_samples",
        value=lambda samples: (samples.laboratory != "").sum(),
        breakdowns=EXPECTED,
        reference=TORONTO,
    ),
    Indicator(
        code="drug_checking.unexpected",
        title=_("Samples with something unexpected"),
        definition=_(
            "Samples in which a laboratory found a substance with an effect that fits nothing that was"
            " expected."
            " Fillers and traces of how a drug was made are left aside."
        ),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="drug_samples",
        value=lambda samples: (samples.laboratory == "unexpected").sum(),
        breakdowns=EXPECTED,
        reference=TORONTO,
        figures=("drug_samples_unexpected",),
    ),
    Indicator(
        code="drug_checking.unexpected_share",
        title=_("Share with something unexpected"),
        definition=SELF_SELECTED,
        unit="%",
        source=DataSource.PROGRAMME,
        additive=False,
        of=("drug_checking.unexpected", "drug_checking.comparable"),
        combine=percent("drug_checking.unexpected", "drug_checking.comparable"),
        breakdowns=EXPECTED,
        reference=TORONTO,
        standards=(OD2A,),
    ),
    Indicator(
        code="drug_checking.first_seen",
        title=_("Substances seen for the first time"),
        definition=_("Substances that a laboratory saw here for the first time, by the day of their sample."),
        unit=_("substances"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="drug_substances",
        value=lambda seen: (seen.first_here & (seen.level == "confirmed")).sum(),
        breakdowns=(*EXPECTED, "substance"),
        reference=OWN,
        standards=(OD2A,),
    ),
    Indicator(
        code="drug_checking.samples_with",
        title=_("Samples in which a laboratory saw a substance"),
        definition=_(
            "Each substance of a sample counts once; broken down by substance, it is samples with that"
            " substance."
        ),
        unit=_("samples"),
        source=DataSource.PROGRAMME,
        additive=True,
        table="drug_substances",
        value=lambda seen: (seen.level == "confirmed").sum(),
        breakdowns=(*EXPECTED, "substance"),
        reference=UNC,
    ),
    *_positivity("fentanyl", "presumptive", _("Fentanyl by strip"), _BY_STRIP),
    *_positivity("fentanyl", "confirmed", _("Fentanyl in the laboratory"), _IN_LABORATORY),
    *_positivity("xylazine", "presumptive", _("Xylazine by strip"), _BY_STRIP),
    *_positivity("xylazine", "confirmed", _("Xylazine in the laboratory"), _IN_LABORATORY),
    *_positivity("medetomidine", "confirmed", _("Medetomidine in the laboratory"), _IN_LABORATORY),
    *_positivity("nitazenes", "presumptive", _("Nitazenes by strip"), _BY_STRIP),
    *_positivity("nitazenes", "confirmed", _("Nitazenes in the laboratory"), _IN_LABORATORY),
    *_positivity("benzodiazepines", "confirmed", _("Benzodiazepines in the laboratory"), _IN_LABORATORY),
)
