"""What the drug checking service declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(
    slug="drug_checking", name=_("Drug checking"), privacy=PrivacyPlan(columns={}), is_service=True
)
