"""What follows an overdose: whether somebody sees it, gives naloxone, calls; hospital; death."""

from __future__ import annotations

from typing import NamedTuple

from meetpoint.planning.engine.replays.ri_naloxone.inputs import Parameters


class Outcomes(NamedTuple):
    """Expected per overdose. Each is linear in the chance that a witness has naloxone and gives it."""

    death: float
    emergency_visit: float
    survived_visit: float
    naloxone_used: float


def outcomes(given: Parameters, availability: float) -> Outcomes:
    """Return what one overdose leads to when a witness has naloxone with this chance.

    A visit follows a call, with naloxone or without; naloxone decides about death where it is given, and the
    ambulance where it is not (the tree of one published model; see docs/algorithms/replay-ri-naloxone.md).
    """
    public = given.overdose_in_public
    places = (
        (public, given.witnessed_public, given.call_public_if_witnessed),
        (1 - public, given.witnessed_private, given.call_private_if_witnessed),
    )
    parts = [_in_place(given, availability, called) for _share, _witnessed, called in places]
    weights = [share * witnessed for share, witnessed, _called in places]
    seen = Outcomes(
        *(
            sum(weight * value for weight, value in zip(weights, each, strict=True))
            for each in zip(*parts, strict=True)
        )
    )
    return seen._replace(death=seen.death + (1 - sum(weights)) * given.death_without_naloxone_or_ems)


def _in_place(given: Parameters, availability: float, called: float) -> Outcomes:
    without = given.death_without_naloxone_or_ems
    with_ambulance = without * given.ratio_of_death_with_ems
    visit = called * given.hospital_if_called
    return Outcomes(
        death=availability * given.death_with_naloxone
        + (1 - availability) * (called * with_ambulance + (1 - called) * without),
        emergency_visit=visit,
        survived_visit=visit
        * (availability * (1 - given.death_with_naloxone) + (1 - availability) * (1 - with_ambulance)),
        naloxone_used=availability,
    )
