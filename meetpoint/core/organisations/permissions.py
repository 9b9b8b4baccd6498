"""The named permissions of organisations, sites and the rules of the place."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

CHANGE_ORGANISATION = "organisations:organisation:change"
CHANGE_SITE = "organisations:site:change"
CHANGE_RULE = "organisations:rule:change"
CHANGE_OPTION = "organisations:option:change"

PERMISSIONS = (
    Permission(
        name=CHANGE_ORGANISATION,
        description=_("Change the organisation's name, time zone, place and kind of code"),
    ),
    Permission(
        name=CHANGE_SITE, description=_("Add, change and close sites"), roles=frozenset({Role.MANAGER})
    ),
    Permission(name=CHANGE_RULE, description=_("Decide which questions may and must be asked")),
    Permission(name=CHANGE_OPTION, description=_("Set clinical, legal and programme values")),
)
