"""What the people package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.people.permissions import PERMISSIONS

MODULE = Module(
    slug="people", name=_("Participants"), privacy=PrivacyPlan(columns={}), permissions=PERMISSIONS
)
