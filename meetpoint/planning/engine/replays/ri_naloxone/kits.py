"""Kits in circulation: what is given, what is lost, and how likely a witness has one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meetpoint.planning.engine.replays.ri_naloxone.inputs import Inputs, Parameters

CHANNELS = ("community", "pharmacy")


class Kits(NamedTuple):
    """Kits by channel (community, pharmacy) and town: the stock before the run, and what is given each
    month.
    """

    start: NDArray[np.float64]
    given: NDArray[np.float64]


def kits_of(inputs: Inputs, *, scale: float = 1.0, start_scale: float = 1.0) -> Kits:
    """Return the kits of a run: everything from `first_year` on times `scale`, the year before it times
    `start_scale`.

    Pharmacies report for the whole state; a town's part follows its share of people, rounded half to even.
    """
    people = inputs.people.sum(axis=(1, 2))
    share = people / people.sum()
    pharmacy = np.rint(inputs.pharmacy_kits[:, None] * share)
    yearly = np.stack([inputs.community_kits, pharmacy], axis=1)
    months = np.arange(inputs.months)
    return Kits(start=start_scale * yearly[0], given=scale * yearly[1 + months // 12] / 12)


def stock_after(stock: NDArray[np.float64], given: NDArray[np.float64], loss: float) -> NDArray[np.float64]:
    """Return the kits in circulation after a month's loss and hand-out."""
    return stock * (1 - loss) + given


def stocks(kits: Kits, loss: float) -> NDArray[np.float64]:
    """Return kits in circulation by month, channel and town. The first month loses none; used kits stay (rule
    1).
    """
    month = np.arange(len(kits.given))
    age = month[:, None] - month
    still_there = np.where(age >= 0, (1 - loss) ** np.maximum(age, 0), 0.0)
    put_in = kits.given.copy()
    put_in[0] += kits.start
    return np.tensordot(still_there, put_in, axes=1)


def availability(
    stock: NDArray[np.float64], people: NDArray[np.float64], given: Parameters
) -> NDArray[np.float64]:
    """Return the chance that a witness has naloxone and gives it, from stock by (…, channel, town).

    Rises with kits for each person at risk, and levels off at `saturation_cap`; a pharmacy's kit counts for
    less.
    """
    effective = stock[..., 0, :] + stock[..., 1, :] / given.pharmacy_kit_divisor
    cap = given.saturation_cap
    return np.asarray(cap * -np.expm1(-given.saturation_slope / cap * effective / people))
