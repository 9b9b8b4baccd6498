"""What the drug checking service declares. Read this first: everything else in the folder hangs from it."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import NoticeSource, Page
from meetpoint.services.drug_checking import permissions
from meetpoint.services.drug_checking.demo import DEMO
from meetpoint.services.drug_checking.facts.indicators import INDICATORS
from meetpoint.services.drug_checking.facts.planning import PLANNING_INPUTS
from meetpoint.services.drug_checking.facts.tables import FACTS
from meetpoint.services.drug_checking.figures import FIGURES
from meetpoint.services.drug_checking.forms.standalone import SAMPLE_FORM, STRIP_FORM
from meetpoint.services.drug_checking.linking import LINKABLE
from meetpoint.services.drug_checking.options import OPTIONS
from meetpoint.services.drug_checking.privacy import PRIVACY
from meetpoint.services.drug_checking.queries.alerts import alerts_to_read
from meetpoint.services.drug_checking.queries.strips import doubtful_results

PAGES = (
    Page(
        label=_("Samples"),
        url_name="drug_checking:samples",
        permission=permissions.VIEW,
        icon="test-tube",
        order=30,
    ),
    Page(
        label=_("Read strips"),
        url_name="drug_checking:strips",
        permission=permissions.TEST,
        icon="strip",
        order=31,
    ),
    Page(
        label=_("Drug alerts"),
        url_name="drug_checking:alerts",
        permission=permissions.VIEW_ALERTS,
        icon="warning",
        order=32,
    ),
    Page(
        label=_("Substances over time"),
        url_name="drug_checking:over_time",
        permission=permissions.VIEW,
        icon="chart",
        order=33,
    ),
    Page(
        label=_("Laboratory’s files"),
        url_name="drug_checking:lab",
        permission=permissions.IMPORT,
        icon="upload",
        order=34,
    ),
    Page(
        label=_("Public data set"),
        url_name="drug_checking:publish",
        permission=permissions.PUBLISH_DATA,
        icon="eye",
        order=35,
    ),
    Page(
        label=_("Test strips"),
        url_name="drug_checking:strip_products",
        permission=permissions.CHANGE_STRIPS,
        icon="strip",
        group="settings",
        order=42,
    ),
)

NOTICES = (
    NoticeSource(permission=permissions.VIEW_ALERTS, read=alerts_to_read, order=10),
    NoticeSource(permission=permissions.VIEW, read=doubtful_results, order=25),
)

AUDIT_WORDS = {
    "sample.taken_in": _("took a sample in"),
    "sample.voided": _("voided a sample"),
    "sample.tested": _("recorded a test of a sample"),
    "sample.test_voided": _("took a test out"),
    "sample.released": _("let the result of a sample be read"),
    "sample.held_back": _("held the result of a sample back"),
    "lab.imported": _("took in a laboratory’s file"),
    "drug_alert.written": _("wrote a drug alert"),
    "drug_alert.published": _("published a drug alert"),
    "drug_alert.dismissed": _("decided not to publish a drug alert"),
    "drug_alert.withdrawn": _("took a drug alert back"),
    "drug_data.published": _("published the drug checking data"),
    "drug_data.withdrawn": _("withdrew the drug checking data"),
    "strip.said": _("said how a strip is used"),
}

MODULE = Module(
    slug="drug_checking",
    name=_("Drug checking"),
    summary=_("What is in it? Bring a little, or a used filter. Nobody asks who you are."),
    is_service=True,
    privacy=PRIVACY,
    permissions=permissions.PERMISSIONS,
    standalone_forms=(SAMPLE_FORM, STRIP_FORM),
    options=OPTIONS,
    documents={
        "samples": _("Samples checked"),
        "sample": _("One sample"),
        "drug alerts": _("Drug alerts"),
        "drug alert": _("A public drug alert"),
        "drug checking data": _("The public drug checking data"),
    },
    figures=FIGURES,
    facts=FACTS,
    indicators=INDICATORS,
    planning_inputs=PLANNING_INPUTS,
    notices=NOTICES,
    pages=PAGES,
    audit_words=AUDIT_WORDS,
    demo=DEMO,
    urls="meetpoint.services.drug_checking.urls",
    api="meetpoint.services.drug_checking.api",
    api_scopes=permissions.API_SCOPES,
    linkable=LINKABLE,
)
