"""What the supplies package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="supplies", name=_("Supplies"), privacy=PrivacyPlan(columns={}))
