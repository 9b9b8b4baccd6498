"""What can be allowed about staff, and to which roles."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

EVERYONE = frozenset(Role)
MANAGERS = frozenset({Role.MANAGER})

OWN = Permission(
    name="access:own:manage", description=_("See and change one's own account and sessions"), roles=EVERYONE
)
VIEW = Permission(
    name="access:staff:view", description=_("See who works here and in which role"), roles=MANAGERS
)
INVITE = Permission(name="access:staff:invite", description=_("Invite people to work here"), roles=MANAGERS)
CHANGE = Permission(
    name="access:staff:change",
    description=_("Change the role and sites of people, or end their access"),
    roles=MANAGERS,
)
RESET = Permission(
    name="access:staff:reset", description=_("Let people in again who lost their passphrase or codes")
)
REVOKE = Permission(
    name="access:session:revoke", description=_("End other people's sessions"), roles=MANAGERS
)
ROLES = Permission(name="access:role:change", description=_("Change what a role may do"))
POLICY = Permission(name="access:policy:change", description=_("Change how staff must sign in"))

PERMISSIONS = (OWN, VIEW, INVITE, CHANGE, RESET, REVOKE, ROLES, POLICY)
FIXED = frozenset({OWN.name})
"""Rights that every role keeps, so that people can always see and end their own sessions."""
