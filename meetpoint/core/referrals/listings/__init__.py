"""The lists of referrals, of open loops and of follow-up tasks."""

from meetpoint.core.referrals.listings.referrals import LOOPS, REFERRALS, status_of, urgency_of
from meetpoint.core.referrals.listings.tasks import TASKS, words_of

__all__ = ["LOOPS", "REFERRALS", "TASKS", "status_of", "urgency_of", "words_of"]
