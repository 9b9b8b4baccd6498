"""The places of the settings in the navigation."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.audit import permissions as audit
from meetpoint.core.modules.pages import Page
from meetpoint.core.organisations import permissions

PAGES = (
    Page(
        label=_("Organisation"),
        url_name="web:settings:organisation",
        permission=permissions.CHANGE_ORGANISATION,
        icon="gear",
        group="settings",
        order=10,
    ),
    Page(
        label=_("Sites"),
        url_name="web:settings:sites",
        permission=permissions.CHANGE_SITE,
        icon="map",
        group="settings",
        order=20,
    ),
    Page(
        label=_("Questions"),
        url_name="web:settings:rules",
        permission=permissions.CHANGE_RULE,
        icon="shield",
        group="settings",
        order=40,
    ),
    Page(
        label=_("Values"),
        url_name="web:settings:options",
        permission=permissions.CHANGE_OPTION,
        icon="list",
        group="settings",
        order=50,
    ),
    Page(
        label=_("Who did what"),
        url_name="web:settings:log",
        permission=audit.VIEW,
        icon="history",
        group="settings",
        order=60,
    ),
)
