"""What only whoever runs the server may do about accounts."""

from django.db import transaction
from django.utils.translation import gettext as _

from meetpoint.core.access import links, rules
from meetpoint.core.access.models import LinkPurpose, StaffMember
from meetpoint.core.access.proof import factors, sessions
from meetpoint.core.audit.actions import record
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotFound


def let_in(organisation_slug: str, email: str, *, remove_factor: bool = False) -> str:
    """Return the path of a one-time link with which somebody chooses a new passphrase.

    `remove_factor` also takes their app and passkeys away and ends their sessions. There is no actor: whoever
    can run this holds the database anyway; the entry in the audit log says that the server did it. Raises
    NotFound for nobody who works there.
    """
    organisation = Organisation.objects.filter(slug=organisation_slug).first()
    if organisation is None:
        raise NotFound(_("There is no organisation with this short name."))
    by = Actor.system(organisation.pk, "server")
    with transaction.atomic():
        working = StaffMember.objects.of(by).select_related("account").filter(ended_at=None)
        member = working.filter(account__email=rules.plain_email(email)).first()
        if member is None:
            raise NotFound(_("Nobody with this email works there."))
        if remove_factor:
            factors.remove_all(member.account)
            sessions.end_all_of(member.account_id)
            record(by, "access.factor_removed", "access.staffmember", [member.pk])
        path = links.one_time_link(member, purpose=LinkPurpose.RESET)
        record(by, "access.reset_link_made", "access.staffmember", [member.pk])
    return path
