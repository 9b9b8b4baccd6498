"""Records of other services that a visit points at, through what they declare (core.modules.links)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from meetpoint.core.modules.links import Linkable, LinkedRecord
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError
from meetpoint.services.supervised_consumption.models import Visit


def linkables() -> list[Linkable]:
    """Return what the services in use let others point at; none where none of them is installed."""
    return [module.linkable for module in registry() if module.linkable is not None]


def find_linked(text: str, by: Actor) -> LinkedRecord:
    """Return the record whose slip has this text. Raises DomainError when there is none in reach."""
    problem = DomainError(_("Nothing in your reach has this slip. Read it again, or leave it empty."))
    for linkable in linkables():
        try:
            found = linkable.find(by, text)
        except DomainError as wrong:
            problem = wrong
            continue
        if found is not None:
            return found
    raise problem


def linked_of(visit: Visit, by: Actor) -> LinkedRecord | None:
    """Return the record that a visit points at; None without one, or where it is not theirs to see."""
    module = registry().by_slug.get(visit.link_module)
    if visit.link_uid is None or module is None or module.linkable is None:
        return None
    return module.linkable.show(by, visit.link_uid)
