"""What the referrals package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="referrals", name=_("Referrals and tasks"), privacy=PrivacyPlan(columns={}))
