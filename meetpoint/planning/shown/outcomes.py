"""The outcomes that a plan is about, in words, and which way is better."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.fields import Words


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One outcome; `averaged` over years where it is a number of people, `late` when it needs infections."""

    name: str
    label: Words
    averaged: bool = False
    late: bool = False
    is_money: bool = False


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(name="overdose_deaths", label=_("Overdose deaths")),
    Outcome(name="overdoses", label=_("Overdoses, fatal or not")),
    Outcome(name="people_in_treatment", label=_("People in treatment"), averaged=True),
    Outcome(name="hiv_infections", label=_("HIV infections"), late=True),
    Outcome(name="hcv_infections", label=_("Hepatitis C infections"), late=True),
    Outcome(name="costs", label=_("Cost of the services"), is_money=True),
    Outcome(name="qalys", label=_("QALYs: years of life, weighted by health"), late=True),
)
BY_NAME = {each.name: each for each in OUTCOMES}
DEATHS = BY_NAME["overdose_deaths"]
