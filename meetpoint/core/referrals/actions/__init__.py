"""Everything that changes referrals and follow-up tasks, by noun."""

from meetpoint.core.referrals.actions.making import NewReferral, make_referral
from meetpoint.core.referrals.actions.outcomes import change_status
from meetpoint.core.referrals.actions.sections import may_save, save_sections, void_referrals_of
from meetpoint.core.referrals.actions.tasks import add_task, finish_task, reopen_task

__all__ = [
    "NewReferral",
    "add_task",
    "change_status",
    "finish_task",
    "make_referral",
    "may_save",
    "reopen_task",
    "save_sections",
    "void_referrals_of",
]
