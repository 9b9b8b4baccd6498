"""What the web package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="web", name=_("Staff shell"), privacy=PrivacyPlan(columns={}))
