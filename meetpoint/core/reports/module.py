"""What the reports package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="reports", name=_("Sheets"), privacy=PrivacyPlan(columns={}))
