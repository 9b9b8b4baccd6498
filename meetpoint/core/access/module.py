"""What the access package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module, PrivacyPlan

MODULE = Module(
    slug="access",
    name=_("Staff and sign-in"),
    privacy=PrivacyPlan(columns={}),
    urls="meetpoint.core.access.urls",
    mount="account/",
)
