"""What the API package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.api.options import OPTIONS
from meetpoint.core.api.permissions import MANAGE, PERMISSIONS
from meetpoint.core.api.privacy import PLAN
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page

MODULE = Module(
    slug="api",
    name=_("API"),
    privacy=PLAN,
    permissions=PERMISSIONS,
    options=OPTIONS,
    audit_words={
        "api.token_made": _("made an API token"),
        "api.token_ended": _("ended an API token"),
    },
    pages=(
        Page(
            label=_("API tokens"),
            url_name="api:tokens",
            permission=MANAGE,
            icon="key",
            group="settings",
            order=25,
        ),
    ),
    urls="meetpoint.core.api.urls",
    mount="",
    api="meetpoint.core.api.about",
)
