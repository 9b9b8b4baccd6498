"""Input for referrals, for what becomes of them, and for tasks."""

from meetpoint.core.referrals.forms.answering import ChangeForm, HandOffForm, PlanForm, SlipForm
from meetpoint.core.referrals.forms.asking import DraftForm, GiveForm, ReferralForm, TaskForm

__all__ = [
    "ChangeForm",
    "DraftForm",
    "GiveForm",
    "HandOffForm",
    "PlanForm",
    "ReferralForm",
    "SlipForm",
    "TaskForm",
]
