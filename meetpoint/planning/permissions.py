"""The named permissions of planning."""

from django.utils.translation import gettext_lazy as _

from meetpoint.core.modules.interface import Permission, Role

VIEW = "planning:plan:view"
RUN = "planning:plan:run"
EDIT = "planning:plan:edit"

_SENIOR = frozenset({Role.MANAGER, Role.ANALYST})

PERMISSIONS = (
    Permission(
        name=VIEW,
        description=_("See plans and what they may change"),
        roles=_SENIOR | {Role.CLINICIAN, Role.READ_ONLY},
    ),
    Permission(name=RUN, description=_("Start and stop long runs of a plan"), roles=_SENIOR),
    Permission(name=EDIT, description=_("Make and change plans"), roles=_SENIOR),
)
"""What may be seen of a plan are sums and a model's numbers, never a row about a person."""
