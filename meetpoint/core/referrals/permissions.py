"""The named permissions of referrals and follow-up tasks."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

_FIELD = frozenset({Role.MANAGER, Role.WORKER, Role.PEER_WORKER, Role.CLINICIAN})

VIEW = "referrals:referral:view"
MAKE = "referrals:referral:make"
CHANGE = "referrals:referral:change"
VIEW_TASKS = "referrals:task:view"
CHANGE_TASKS = "referrals:task:change"

PERMISSIONS = (
    Permission(name=VIEW, description=_("See referrals"), roles=_FIELD),
    Permission(name=MAKE, description=_("Make referrals"), roles=_FIELD),
    Permission(name=CHANGE, description=_("Write down what became of a referral"), roles=_FIELD),
    Permission(name=VIEW_TASKS, description=_("See follow-up tasks"), roles=_FIELD),
    Permission(name=CHANGE_TASKS, description=_("Add and finish follow-up tasks"), roles=_FIELD),
)
