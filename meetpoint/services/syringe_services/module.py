"""What the syringe_services service declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="syringe_services", name=_("Syringe services"), is_service=True, privacy=PrivacyPlan(columns={}))
