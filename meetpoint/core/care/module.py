"""What the care package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="care", name=_("People"), privacy=PrivacyPlan(columns={}))
