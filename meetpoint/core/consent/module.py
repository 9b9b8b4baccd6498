"""What the consent package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.consent.permissions import API, PERMISSIONS, REFERRAL, SEE, VIEW
from meetpoint.core.consent.privacy import PLAN
from meetpoint.core.consent.programmes import OPTIONS
from meetpoint.core.consent.queries import timeline
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page, TimelineSource

MODULE = Module(
    slug="consent",
    name=_("Consent and disclosure"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    options=OPTIONS,
    documents={
        "disclosures": _("What left the programme"),
        "consent form": _("Consent form"),
        "accounting": _("What left about one person"),
        "told:emergency": _("What was told in an emergency"),
        "told:audit": _("What was told in an audit"),
        "told:court_order": _("A court order that came"),
    },
    timeline=(
        TimelineSource(
            slug="answers", label=_("Consents"), permission=SEE, scopes=("referrals",), read=timeline
        ),
    ),
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
    audit_words={
        "consent.disclose": _("let something leave the programme, or was refused"),
        "consent.answered": _("wrote down what a participant agreed to or refused"),
        "consent.revoked": _("wrote down that a consent was taken back"),
        "consent.ended": _("wrote down that a consent has ended"),
        "restriction.asked": _("wrote down what is to be kept back"),
        "restriction.answered": _("answered what a participant asked to be kept back"),
        "restriction.ended": _("ended a restriction"),
    },
)
