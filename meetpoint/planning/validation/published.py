"""Targets that other studies published: each is run as a scenario of the community model, and compared as far
as its inputs are public. No code of those models was read.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from meetpoint.planning.engine.files.tables import read_rows
from meetpoint.planning.engine.scenarios.building import BASELINE
from meetpoint.planning.validation.registry import Result, Runners, Verdict, shown, within
from meetpoint.planning.validation.studied import (
    TIMES,
    WITHOUT,
    Floats,
    change,
    difference,
    document,
    fitted_start,
    of_size,
    overlapping,
    own,
    runs,
    runs_without,
    said,
)
from meetpoint.planning.validation.targets import Target

DEATHS, NALOXONE, FACILITY = "overdose_deaths", "naloxone", "facility"
OBSERVED_IN_BRITISH_COLUMBIA = 2177
"""Deaths of April 2016 to December 2017, from the row's own scenario."""
TRIAL = "the trial that gave 1.79 times the kits found 0.92 (0.78 to 1.07), so the engine gives less"
PRICES = {
    "hiv_infections": 400_000,
    "hcv_infections": 70_000,
    DEATHS: 500_000,
    "calls": 800,
    "emergency_visits": 3_000,
}
"""US dollars for what a facility averts: round numbers of this check; the studies' formulas were not read."""
FACILITY_PRICE = {"irwin_sf": 2_600_000, "baltimore": 1_800_000}
BALTIMORE = {
    "baltimore_HIV_infections_averted": "hiv_infections",
    "baltimore_hepatitis_C_infections_averted": "hcv_infections",
    "baltimore_overdose_deaths_averted": DEATHS,
    "baltimore_ambulance_calls_averted": "calls",
    "baltimore_emergency_visits_averted": "emergency_visits",
    "baltimore_people_entering_treatment": "treatment_entries",
}
BOOTHS = "13 booths hold 1.2 % of the city's injections; one year"
WHY_FEWER = {
    "hiv_infections": "0.5 infections per 100 person-years here, and none of later years",
    "calls": "a call needs a witness here, and one in a hundred overdoses inside still has one",
    "emergency_visits": "a visit follows a call, of which fewer are made here",
    "treatment_entries": "entry rises with the share of injections inside, not with clients referred",
}


def us_baseline(target: Target, folder: Path) -> Result:
    """Fit the people at the start and today's deaths to both sums, and compare each within 10 %."""
    sums = {name: _value(folder, name) for name in ("us_source_baseline_py", "us_source_baseline")}
    people, deaths, found = fitted_start("united-states", tuple(sums.values()))
    free = runs("united-states")[BASELINE]
    rate = 100 * np.median(free[DEATHS].sum(axis=1) / free["people_at_risk_now"].sum(axis=1))
    theirs = 100 * sums["us_source_baseline"] / sums["us_source_baseline_py"]
    return within(
        target,
        found[tuple(sums).index(target.name)],
        relative=0.1,
        note=f"fitted: {people / 1e6:.2f} million people and {deaths:,.0f} deaths a year at the start; "
        f"unfitted, {rate:.2f} deaths per 100 person-years, there {theirs:.2f}",
    )


@cache
def _value(folder: Path, name: str) -> float:
    return next(
        row.number("value")
        for row in read_rows(folder / "validation_targets.csv", ("id", "value"))
        if row.text("id") == name
    )


@cache
def _kit_price(folder: Path) -> float:
    rows = read_rows(folder / "parameters.csv", ("name", "value"))
    return next(row.number("value") for row in rows if row.text("name") == "kit_cost")


def coffin(target: Target, folder: Path) -> Result:
    """Naloxone to people who use heroin: what it averts over a lifetime, per kit and per person."""
    found = runs("heroin")
    people = document("heroin")["place"]["people_at_risk"]
    averted, kits = -difference(found, NALOXONE, DEATHS), difference(found, NALOXONE, "kits_given")
    years = np.arange(found[BASELINE][DEATHS].shape[1]) + 0.5
    spent = (found[NALOXONE]["kits_given"] * 1.03**-years).sum(axis=1) * _kit_price(folder)
    gained = difference(found, NALOXONE, "qalys")
    ours: Floats = {
        "coffin_kits_per_death": kits / averted,
        "coffin_share": -change(found, NALOXONE, DEATHS),
        "coffin_qaly": gained / people,
        "coffin_cost": spent / people,
        "coffin_icer": spent / gained,
    }[target.name]
    return overlapping(
        target,
        ours,
        "kits for a fifth of the people; the study's own table was not read",
        miss="kits go on for 40 years at today's price, though the group shrinks",
    )


def langham(target: Target, folder: Path) -> Result:
    """The same scenario: fewer deaths and slightly more overdoses, by sign."""
    found = runs("heroin")
    deaths, overdoses = (change(found, NALOXONE, name) for name in (DEATHS, "overdoses"))
    hit = own(deaths)[0] < 0 < own(overdoses)[0] < -own(deaths)[0]
    return Result(
        verdict=Verdict.HIT if hit else Verdict.MISS,
        ours=said(deaths),
        tolerance="same sign; overdoses rise by less than deaths fall",
        reason=f"overdoses {own(overdoses)[0]:+.2f} % (there +2.7 %)",
    )


def townsend(target: Target, folder: Path) -> Result:
    """Four times the kits, and as many again from health care."""
    return of_size(
        target,
        change(runs("state"), "kits for all three groups", DEATHS),
        "deaths over five years",
        miss="kits level off here, and a kit outside community sites counts for little",
    )


def british_columbia(target: Target, folder: Path) -> Result:
    """Deaths that services averted, scaled to the deaths that were observed in the same months."""
    found = _without_kits() if target.name == "bc_2018" else runs_without("british-columbia")
    with_them, without = (found[each][DEATHS].sum(axis=1) for each in (BASELINE, WITHOUT))
    if target.name == "bc_2026":
        return of_size(
            target, 100 * (1 - with_them / without), "against the same place without any of the services"
        )
    deaths = OBSERVED_IN_BRITISH_COLUMBIA * (12 / 21 if target.name == "bc_2018" else 1)
    share = 100 * float(np.median(1 - with_them / without))
    return overlapping(
        target,
        deaths * (without / with_them - 1),
        f"scaled to {deaths:,.0f} deaths observed",
        miss=f"the study has them avert 58 % of all deaths; ours {share:.0f} %, with kits used as often",
    )


@cache
def _without_kits() -> dict[str, dict[str, Floats]]:
    # One year of kits in a place that had none, turned round: the place as it was is the scenario.
    found = runs("british-columbia-kits")
    first = {scenario: {DEATHS: outcomes[DEATHS][:, :1]} for scenario, outcomes in found.items()}
    return {BASELINE: first["kits"], WITHOUT: first[BASELINE]}


def chhatwal(target: Target, folder: Path) -> Result:
    """A package of starts, stay and kits over two or five years."""
    years = int(target.name[-2])
    return overlapping(
        target,
        -change(runs("state"), "ceiling", DEATHS, years=years),
        "starts × 5, retention support for all, kits × 5: a ceiling, one state for four; "
        f"with × 2 and 70 % {-own(change(runs('state'), 'package', DEATHS, years=years))[0]:.1f} %",
        miss=TRIAL,
    )


def opsim_retention(target: Target, folder: Path) -> Result:
    """Retention support for everybody."""
    return of_size(
        target, change(runs("state"), "longer stay", DEATHS), "retention support for all, five years"
    )


def opsim_rate(target: Target, folder: Path) -> Result:
    """No change: what matters is that the interval is as wide as knowledge is thin."""
    found = runs("united-states")[BASELINE]
    # 790 people with opioid use disorder per 100,000: 2.6 million of 330 million.
    ours = found[DEATHS][:, :6].sum(axis=1) / 2.6e6 * 788
    _middle, low, high = own(ours)
    result = overlapping(
        target, ours, f"our interval spans a factor of {high / low:.1f}, theirs of 12; six years"
    )
    wide = high / low >= TIMES
    return (
        result
        if wide
        else Result(verdict=Verdict.MISS, ours=result.ours, tolerance=result.tolerance, reason="too narrow")
    )


def linas(target: Target, folder: Path) -> Result:
    """Neither more starts nor a longer stay reaches -40 % in two years alone; together they do more."""
    found = runs("state")
    starts, stay, both = (
        own(change(found, each, DEATHS, years=2))[0]
        for each in ("more starts", "longer stay", "starts and stay")
    )
    hit = min(starts, stay) > -40 and both < min(starts, stay)
    return Result(
        verdict=Verdict.HIT if hit else Verdict.MISS,
        ours=f"starts × 4 {starts:.1f} %, support for all {stay:.1f} %, both {both:.1f} %",
        tolerance="neither alone reaches -40 %, both do more than either",
        reason="" if both <= -40 else "both together do not reach -40 % here either",
    )


def pitt_deaths(target: Target, folder: Path) -> Result:
    """Five years without a change, from the shipped rates."""
    return of_size(
        target,
        runs("united-states")[BASELINE][DEATHS][:, :5].sum(axis=1),
        "from the shipped rates and 2.6 million people; deaths are not anchored",
        miss="rates from studies lie far below what the country counts: enter a place's own deaths",
    )


def pitt_naloxone(target: Target, folder: Path) -> Result:
    """Kits × 1.3."""
    return of_size(
        target, -change(runs("state"), "kits + 30 %", DEATHS), "kits × 1.3, five years", miss=TRIAL
    )


def baltimore(target: Target, folder: Path) -> Result:
    """What one facility averts in a year."""
    outcome = BALTIMORE[target.name]
    ours = difference(runs(FACILITY), FACILITY, outcome)
    averted = ours if outcome == "treatment_entries" else -ours
    return of_size(target, averted, BOOTHS, miss=WHY_FEWER.get(outcome, ""))


def facility_cost(target: Target, folder: Path) -> Result:
    """The price that the check puts in."""
    return Result(
        verdict=Verdict.CONTEXT,
        ours=shown(FACILITY_PRICE["baltimore"]),
        reason="the facility's price is put in",
    )


def not_modelled(target: Target, folder: Path) -> Result:
    """The model has no skin infections and no stays in hospital apart from emergency visits."""
    return Result(
        verdict=Verdict.CONTEXT,
        reason="no outcome of the model: it has no hospital stays and no skin infections",
    )


def facility_saving(target: Target, folder: Path) -> Result:
    """What a facility averts at round prices, as a sum or per dollar."""
    found = runs(FACILITY)
    saved = sum(-difference(found, FACILITY, name) * price for name, price in PRICES.items())
    ours = np.asarray(saved / FACILITY_PRICE["irwin_sf"] if target.name == "irwin_sf" else saved)
    return of_size(
        target,
        ours,
        f"{BOOTHS}; prices are round numbers of this check",
        miss="lives and infections averted are fewer here",
    )


def barocas(target: Target, folder: Path) -> Result:
    """Extra deaths among 10,000 displaced people over ten years."""
    return of_size(
        target,
        difference(runs("displaced"), "displaced", DEATHS),
        "displaced about once a month against never",
    )


def near(target: Target, folder: Path) -> Result:
    """Deaths among people close to a facility."""
    return of_size(
        target,
        change(runs("near-a-facility"), FACILITY, DEATHS),
        "31 % of injections inside; the published figures are associations",
        miss="less than three in ten injections happen inside",
    )


def psychostimulant(target: Target, folder: Path) -> Result:
    """The trial's rise in kits, for people who use stimulants and meet fentanyl."""
    return overlapping(
        target,
        1 + change(runs("stimulants"), "kits × 1.79", DEATHS) / 100,
        "kits × 1.79 for a year",
        miss="kits help people who use stimulants as much as others here; why the trial found more for them "
        "than over all deaths (0.92), no table says",
    )


RUNNERS: Runners = {
    "us_source_*": us_baseline,
    "coffin_*": coffin,
    "langham_uk": langham,
    "townsend_high": townsend,
    "bc_*": british_columbia,
    "chhatwal_*": chhatwal,
    "opsim_retention": opsim_retention,
    "opsim_rate": opsim_rate,
    "linas_40": linas,
    "pitt_deaths": pitt_deaths,
    "pitt_naloxone": pitt_naloxone,
    "irwin_sf": facility_saving,
    "baltimore_yearly_cost": facility_cost,
    "baltimore_yearly_saving": facility_saving,
    "baltimore_skin_infection_hospital_days_averted": not_modelled,
    "baltimore_hospital_stays_averted": not_modelled,
    "baltimore_*": baltimore,
    "barocas_2023": barocas,
    "marshall_2011": near,
    "rammohan_2024": near,
    "healing_psychostimulant": psychostimulant,
}
