"""What the organisations package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="organisations", name=_("Organisations and sites"), privacy=PrivacyPlan(columns={}))
