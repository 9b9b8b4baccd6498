"""What a measure is worth, and when a distribution policy has something to say."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from meetpoint.services.syringe_services.models import DistributionModel, DistributionPolicy, Period

DAYS_OF = {Period.DAY.value: 1, Period.WEEK.value: 7, Period.MONTH.value: 30}


def syringes_in(measure: Decimal, factor: Decimal) -> int:
    """Return how many syringes a measure is taken to be worth, to the nearest whole one."""
    return int((measure * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Exchange:
    """Syringes that came back, and complete sets that went out."""

    returned: int = 0
    handed_out: int = 0


def allowance(policy: DistributionPolicy, returned: int) -> int | None:
    """Return how many sets a policy foresees for one visit, caps aside; None means as many as are needed."""
    if policy.model == DistributionModel.NEEDS_BASED:
        return None
    return returned + (policy.extra if policy.model == DistributionModel.PLUS else 0)


def warning(policy: DistributionPolicy, now: Exchange, *, earlier: Exchange | None = None) -> str | None:
    """Return a reminder when a hand-out goes beyond the policy, else None. It is never a reason to refuse.

    `earlier` is what the same person exchanged before in the policy's period; a visit's cap ignores it.
    """
    allowed = allowance(policy, now.returned)
    if allowed is not None and now.handed_out > allowed:
        return _beyond_return(policy, now, allowed)
    before = earlier.handed_out if earlier and policy.period != Period.VISIT else 0
    if policy.cap is not None and now.handed_out + before > policy.cap:
        return _("The policy here foresees at most %(cap)d syringes %(period)s; this makes %(total)d.") % {
            "cap": policy.cap,
            "period": policy.get_period_display(),
            "total": now.handed_out + before,
        }
    return None


def _beyond_return(policy: DistributionPolicy, now: Exchange, allowed: int) -> str:
    facts = {"allowed": allowed, "back": now.returned, "extra": policy.extra, "out": now.handed_out}
    if policy.model == DistributionModel.PLUS:
        text = _(
            "The policy here foresees %(allowed)d syringes: %(back)d back, %(extra)d extra. This is %(out)d."
        )
    else:
        text = _("The policy here foresees %(allowed)d syringes, as many as came back. This is %(out)d.")
    return text % facts
