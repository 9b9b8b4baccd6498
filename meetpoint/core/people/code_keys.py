"""The secret behind one organisation's codes: one key file, apart from the database and from its backups.

Without the file no code leads to a record, and no card can be printed again. Destroying it unlinks them all.
"""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.core.people.errors import CodeKeyMissing
from meetpoint.core.people.models import ParticipantCode
from meetpoint.lib import keys


def file_name(organisation_id: int) -> str:
    """Return the name of the key file, without its suffix."""
    return f"codes-{organisation_id}"


def path(organisation_id: int) -> Path:
    """Return where the organisation's key file stands."""
    return Path(settings.KEYS) / f"{file_name(organisation_id)}.key"


def of(organisation_id: int) -> bytes:
    """Return the organisation's key, making it for its very first code.

    Read anew each time (some 20 µs), so that a destroyed key is gone at once in every process. Raises
    CodeKeyMissing when there are codes but no key: making another would quietly find nobody.
    """
    if (
        not path(organisation_id).exists()
        and ParticipantCode.objects.of(organisation_id).filter(unlinked_at=None).exists()
    ):
        raise CodeKeyMissing(
            _(
                "The key of the participant codes is missing. "
                "Ask whoever runs Meetpoint to put %(file)s back where the keys are kept."
            )
            % {"file": path(organisation_id).name}
        )
    return keys.read_or_make(Path(settings.KEYS), file_name(organisation_id))


def sealing(secret: bytes) -> bytes:
    """Return the key that seals whole codes, made from the organisation's."""
    return keys.fingerprint(secret, "seal participant codes")


def salt(secret: bytes) -> bytes:
    """Return the salt for hashing answers: made from the key, since the same answers must meet again."""
    return keys.fingerprint(secret, "salt of code answers")[:16]


def destroy(organisation_id: int) -> bool:
    """Overwrite and remove the key file; tell whether there was one."""
    file = path(organisation_id)
    if not file.exists():
        return False
    with file.open("r+b") as opened:
        opened.write(b"0" * file.stat().st_size)
        opened.flush()
    file.unlink()
    return True
