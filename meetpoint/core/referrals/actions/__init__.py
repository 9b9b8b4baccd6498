"""Everything that changes referrals and follow-up tasks, by noun."""

from meetpoint.core.referrals.actions.making import (
    NewReferral,
    Revised,
    make_referral,
    revise_draft,
    send_referral,
)
from meetpoint.core.referrals.actions.outcomes import answer_slip, change_status
from meetpoint.core.referrals.actions.planning import HandOff, Plan, hand_off, plan_referral
from meetpoint.core.referrals.actions.sections import may_save, save_sections, void_referrals_of
from meetpoint.core.referrals.actions.tasks import add_task, finish_task, give_task, reopen_task

__all__ = [
    "HandOff",
    "NewReferral",
    "Plan",
    "Revised",
    "add_task",
    "answer_slip",
    "change_status",
    "finish_task",
    "give_task",
    "hand_off",
    "make_referral",
    "may_save",
    "plan_referral",
    "reopen_task",
    "revise_draft",
    "save_sections",
    "send_referral",
    "void_referrals_of",
]
