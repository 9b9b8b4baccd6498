"""Who may make and end tokens. No token can: none of this is a scope."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission

MANAGE = "api:token:manage"

PERMISSIONS = (Permission(name=MANAGE, description=_("Make and end tokens for other programs (API)")),)
