"""The passkeys that accounts have: storing one, and noting its use."""

from datetime import date

from django.utils.translation import gettext as _

from meetpoint.core.access.errors import NotProved
from meetpoint.core.access.models import Account, Passkey
from meetpoint.core.access.proof.ceremonies import Shown
from meetpoint.lib.errors import Conflict


def find(credential_id: str, domain: str) -> Passkey | None:
    """Return the passkey of this id at this domain, with its account."""
    return (
        Passkey.objects.filter(credential_id=credential_id, domain=domain).select_related("account").first()
    )


def store(account: Account, shown: Shown, *, domain: str, name: str) -> Passkey:
    """Keep a new passkey, inside the caller's transaction. Raises Conflict for one that is known here."""
    if Passkey.objects.filter(credential_id=shown.credential_id).exists():
        raise Conflict(_("This passkey is on the list already. It works as it is."))
    return Passkey.objects.create(
        account=account,
        domain=domain,
        name=name,
        credential_id=shown.credential_id,
        public_key=shown.public_key,
        transports=shown.transports,
        sign_count=shown.sign_count,
        may_sync=shown.may_sync,
        is_synced=shown.is_synced,
    )


def note_use(passkey: Passkey, shown: Shown, today: date) -> bool:
    """Note that a passkey was used today, inside the caller's transaction; tell whether to warn its owner.

    A counter that has not risen may mean a copy (WebAuthn, verifying an assertion, step 22), and so may a
    passkey that could not be synced and now can. Both happen without one, so that they warn and lock nobody
    out. Raises NotProved when the passkey was removed meanwhile.
    """
    held = Passkey.objects.select_for_update().filter(pk=passkey.pk).first()
    if held is None:
        raise NotProved(_("This passkey was removed. Sign in another way."))
    counts = shown.sign_count or held.sign_count
    suspect = bool(counts and shown.sign_count <= held.sign_count) or shown.may_sync != held.may_sync
    held.sign_count = max(held.sign_count, shown.sign_count)
    held.may_sync, held.is_synced, held.last_used_on = shown.may_sync, shown.is_synced, today
    held.warned_on = today if suspect else held.warned_on
    held.save(update_fields=["sign_count", "may_sync", "is_synced", "last_used_on", "warned_on"])
    return suspect
