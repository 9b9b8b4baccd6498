"""What a person keeps for themselves: the language and light of their screen."""

from meetpoint.core.access.models import Account
from meetpoint.core.tenancy.actor import Actor


def keep_display(
    account_id: int, *, by: Actor, language: str | None = None, theme: str | None = None
) -> None:
    """Remember a person's own language or theme on their account, so that it follows them to other devices.

    None leaves a value as it is. A matter of taste, on one's own account: no permission and no audit entry.
    """
    changes = {name: value for name, value in (("language", language), ("theme", theme)) if value is not None}
    if by.staff_id is not None and changes:
        Account.objects.filter(pk=account_id).update(**changes)
