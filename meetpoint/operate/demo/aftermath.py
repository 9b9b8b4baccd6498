"""What happens once the contacts are in: referrals are answered, services add records of their own."""

from datetime import date, timedelta
from random import Random

from meetpoint.core.modules.registry import registry
from meetpoint.core.referrals.actions import change_status
from meetpoint.core.referrals.models import Referral, ReferralStatus
from meetpoint.lib import clock
from meetpoint.operate.demo.world import World

_OUTCOMES = (("completed", 0.42), ("accepted", 0.16), ("rejected", 0.09), ("failed", 0.08), ("", 0.25))
_WHY = {"rejected": "No place free", "failed": "Could not be reached", "cancelled": "Nobody ever answered"}
_HOW = {"completed": "seen", "rejected": "no_place", "failed": "not_reached", "cancelled": "no_answer"}
_SAID_BY = {"completed": "participant", "accepted": "receiver", "rejected": "receiver", "failed": "receiver"}
_SEEN_WITHIN_DAYS = 15
_OPEN_FOR_LONG = {"", "accepted"}
_MOST_ANSWERED = 1_500


def settle(world: World, random: Random) -> None:
    """Answer most referrals and let every module add records of its own."""
    _answer_referrals(world, random)
    demos = [module.demo for module in registry() if module.demo]
    for demo in sorted(demos, key=lambda demo: demo.order):
        if demo.after:
            demo.after(world.manager, random)


def _answer_referrals(world: World, random: Random) -> None:
    today = clock.now().date()
    waiting = Referral.objects.of(world.manager).filter(status=ReferralStatus.REQUESTED)
    for referral in list(waiting.order_by("-made_at", "-id")[:_MOST_ANSWERED]):
        outcome = random.choices([name for name, _p in _OUTCOMES], [p for _name, p in _OUTCOMES])[0]
        if outcome in _OPEN_FOR_LONG and (today - referral.local_date).days > 60:
            outcome = "failed" if outcome else "cancelled"
        if outcome:
            change_status(
                referral.uid,
                outcome,
                by=world.manager,
                reason=_WHY.get(outcome, ""),
                said_by=_SAID_BY.get(outcome, ""),
                on=_seen_on(referral, today, random) if outcome == "completed" else None,
                outcome=_HOW.get(outcome, ""),
            )


def _seen_on(referral: Referral, today: date, random: Random) -> date:
    """Return a day within two weeks, and never one that has not come yet at some site."""
    day = referral.local_date + timedelta(days=random.randrange(_SEEN_WITHIN_DAYS))
    return max(referral.local_date, min(day, today - timedelta(days=1)))
