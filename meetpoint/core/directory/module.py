"""What the directory package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="directory", name=_("Directory"), privacy=PrivacyPlan(columns={}))
