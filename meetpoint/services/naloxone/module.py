"""What the naloxone service declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(slug="naloxone", name=_("Naloxone"), is_service=True, privacy=PrivacyPlan(columns={}))
