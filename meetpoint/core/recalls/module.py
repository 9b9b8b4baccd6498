"""What recalls declare."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page
from meetpoint.core.recalls import actions, notices, permissions
from meetpoint.core.recalls.demo import DEMO
from meetpoint.core.recalls.privacy import PLAN

MODULE = Module(
    slug="recalls",
    name=_("Recalls"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(
            label=_("Recalls"),
            url_name="recalls:list",
            permission=permissions.VIEW,
            icon="flag",
            group="supplies",
            order=10,
        ),
    ),
    notices=notices.NOTICES,
    warn=notices.warn,
    on_lots=actions.look_at_lots,
    audit_words={
        "recall.opened": _("opened a recall"),
        "recall.changed": _("changed what a recall's notice says"),
        "recall.named": _("named more lots in a recall"),
        "recall.found": _("received a lot that is recalled"),
        "recall.set_aside": _("set recalled lots aside"),
        "recall.disposed": _("took recalled units off a shelf"),
        "recall.brought_back": _("took in recalled units"),
        "recall.posted": _("printed a recall's notice"),
        "recall.closed": _("closed a recall"),
        "recall.reopened": _("opened a recall again"),
        "recall.told": _("told somebody about a recall"),
        "recall.untold": _("took back that somebody was told"),
    },
    documents={
        "recalls": _("Recalls"),
        "recall notice": _("Notice of a recall"),
        "recalled encounters": _("Contacts reached by a recall"),
        "people to tell": _("People to tell"),
    },
    demo=DEMO,
    urls="meetpoint.core.recalls.urls",
    mount="supplies/recalls/",
)
