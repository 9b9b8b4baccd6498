"""Reading the audit log for people."""

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.audit.permissions import VIEW
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.actor import Actor
from meetpoint.core.tenancy.models import TenantQuerySet


def entries_for(actor: Actor) -> TenantQuerySet[AuditEntry]:
    """Return the organisation's entries, in no order. Raises NotAllowed."""
    actor.require(VIEW)
    return AuditEntry.objects.of(actor)


def said_plainly(action: str) -> Words:
    """Return what an action is called among people; its own name when no module says."""
    return registry().audit_words.get(action, action)
