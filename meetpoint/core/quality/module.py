"""What data quality declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page
from meetpoint.core.quality import options, permissions
from meetpoint.core.quality.checks import CHECKS
from meetpoint.core.quality.privacy import PRIVACY

MODULE = Module(
    slug="quality",
    name=_("Data quality"),
    privacy=PRIVACY,
    permissions=permissions.PERMISSIONS,
    options=options.OPTIONS,
    quality=CHECKS,
    audit_words={
        "quality.marked_right": _("looked at findings and said that they are right"),
        "quality.unmarked": _("took back that a finding is right"),
    },
    pages=(
        Page(
            label=_("Data quality"),
            url_name="quality:overview",
            group="numbers",
            permission=permissions.VIEW,
            icon="search",
            order=48,
        ),
    ),
    urls="meetpoint.core.quality.urls",
)
