"""What the consent package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.permissions import API, PERMISSIONS, REFERRAL, VIEW
from meetpoint.core.consent.privacy import PLAN
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page

MODULE = Module(
    slug="consent",
    name=_("Consent and disclosure"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    documents={"disclosures": _("What left the programme")},
    urls="meetpoint.core.consent.urls",
    mount="disclosures/",
    pages=(
        Page(
            label=_("What left"),
            url_name="consent:disclosures",
            permission=VIEW,
            icon="shield",
            group="settings",
            order=50,
        ),
    ),
    api_scopes=(API, REFERRAL),
    audit_words={"consent.disclose": _("let something leave the programme, or was refused")},
)
