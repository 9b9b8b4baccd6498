"""Who does something: the one value that every action takes as `by=`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from django.utils.translation import gettext as _

from meetpoint.lib.errors import NotAllowed


class ActorKind(StrEnum):
    """How the change came in."""

    STAFF = "staff"
    SYSTEM = "system"
    DEVICE = "device"
    TOKEN = "token"  # noqa: S105 - a word, not a secret


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """One person (or the system) acting inside one organisation, with the permissions held there.

    `site_ids` is None when every site of the organisation is in reach.
    """

    organisation_id: int
    staff_id: int | None
    permissions: frozenset[str]
    site_ids: frozenset[int] | None = None
    kind: ActorKind = ActorKind.STAFF
    name: str = field(default="", compare=False)

    @classmethod
    def system(cls, organisation_id: int, purpose: str) -> Self:
        """Return the actor for work that no person asked for: schedules, set-up, the demo."""
        return cls(
            organisation_id=organisation_id,
            staff_id=None,
            permissions=EVERYTHING,
            kind=ActorKind.SYSTEM,
            name=purpose,
        )

    def may(self, permission: str, *, site_id: int | None = None) -> bool:
        """Tell whether the actor holds a permission, and, when a site is named, at that site."""
        if permission not in self.permissions and self.permissions is not EVERYTHING:
            return False
        return site_id is None or self.reaches(site_id)

    def reaches(self, site_id: int) -> bool:
        """Tell whether a site is within the actor's scope."""
        return self.site_ids is None or site_id in self.site_ids

    def require(self, permission: str, *, site_id: int | None = None) -> None:
        """Do nothing if the actor may; otherwise raise NotAllowed."""
        if not self.may(permission, site_id=site_id):
            raise NotAllowed(_("Your role does not include this. Ask an administrator if you need it."))


EVERYTHING: frozenset[str] = frozenset({"*"})
"""The permission set of the system actor, compared by identity so that no stored set can equal it."""
