"""What the audit package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="audit", name=_("Audit"), privacy=PrivacyPlan(columns={}))
