"""What the field package declares."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.field import permissions
from meetpoint.core.field.privacy import PLAN
from meetpoint.core.modules.interface import Module
from meetpoint.core.modules.pages import Page

MODULE = Module(
    slug="field",
    name=_("Field work"),
    privacy=PLAN,
    permissions=permissions.PERMISSIONS,
    pages=(
        Page(label=_("Forms"), url_name="field:forms", permission=permissions.FILL, icon="list", order=16),
    ),
    urls="meetpoint.core.field.urls",
    mount="",
)
