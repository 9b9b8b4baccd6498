"""What the consent package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.permissions import PERMISSIONS
from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(
    slug="consent", name=_("Consent and disclosure"), privacy=PrivacyPlan(columns={}), permissions=PERMISSIONS
)
