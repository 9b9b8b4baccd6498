"""What the encounters package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="encounters", name=_("Encounters"), privacy=PrivacyPlan(columns={}))
