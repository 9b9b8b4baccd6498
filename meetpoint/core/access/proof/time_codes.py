"""Codes of an authenticator app (TOTP, RFC 6238) and the recovery codes that stand in for it."""

import base64
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction

from meetpoint.core.access.models import Account, RecoveryCode, TimeCode
from meetpoint.lib import clock, keys

STEP_SECONDS = 30
DIGITS = 6
DRIFT_STEPS = 1
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # 16 characters of 5 bits are 80 bits


def new_secret() -> bytes:
    """Return 160 random bits, as RFC 4226 section 4 recommends."""
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one 30-second step (RFC 4226 section 5.3, with SHA-1 as every app expects)."""
    digest = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0xF
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def current_step() -> int:
    """Return the number of the present 30-second step."""
    return int(clock.now().timestamp()) // STEP_SECONDS


def step_of(secret: bytes, code: str) -> int | None:
    """Return the step, at most one away from now, whose code this is; None when there is none."""
    now = current_step()
    typed = tidy(code)
    near = range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1)
    found = [step for step in near if hmac.compare_digest(code_at(secret, step).encode(), typed.encode())]
    return found[-1] if found else None


def tidy(code: str) -> str:
    """Return a typed code without spaces and dashes, in small letters."""
    return "".join(code.split()).replace("-", "").lower()


def as_text(secret: bytes) -> str:
    """Return a secret as an app wants it typed."""
    return base64.b32encode(secret).decode()


def from_text(text: str) -> bytes:
    """Return the secret behind a text of `as_text`."""
    return base64.b32decode(text)


def app_address(secret: bytes, *, email: str) -> str:
    """Return the otpauth address that an app reads from a QR code."""
    label = quote(f"Meetpoint:{email}")
    return f"otpauth://totp/{label}?{urlencode({'secret': as_text(secret), 'issuer': 'Meetpoint'})}"


def store(account: Account, secret: bytes, *, step: int) -> None:
    """Make this the account's authenticator; `step` is the one whose code proved it, and is spent."""
    sealed = keys.seal(_field_key(), secret, bound_to=_binding(account))
    TimeCode.objects.update_or_create(account=account, defaults={"sealed_secret": sealed, "last_step": step})


def spend(account: Account, code: str) -> bool:
    """Tell whether a code is right, and make sure that it is never right again; a replayed code is wrong."""
    with transaction.atomic():
        held = TimeCode.objects.select_for_update().filter(account=account).first()
        if held is None:
            return False
        step = step_of(keys.unseal(_field_key(), bytes(held.sealed_secret), bound_to=_binding(account)), code)
        if step is None or step <= held.last_step:
            return False
        held.last_step = step
        held.save(update_fields=["last_step"])
        return True


def new_recovery_codes(account: Account) -> list[str]:
    """Replace the account's recovery codes by ten new ones and return them; they cannot be shown again."""
    codes = [
        "".join(secrets.choice(_ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)
    ]
    with transaction.atomic():
        account.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, code_hash=_hash(account, code)) for code in codes
        )
    return ["-".join(code[i : i + 4] for i in range(0, RECOVERY_LENGTH, 4)) for code in codes]


def spend_recovery_code(account: Account, code: str) -> bool:
    """Tell whether this is an unused recovery code, and use it up."""
    return account.recovery_codes.filter(code_hash=_hash(account, tidy(code))).delete()[0] == 1


def looks_like_recovery(code: str) -> bool:
    """Tell whether somebody typed a recovery code rather than the app's six digits."""
    return len(tidy(code)) > DIGITS


def _hash(account: Account, code: str) -> str:
    return keys.fingerprint(_field_key(), "recovery-code", str(account.pk), code).hex()


def _field_key() -> bytes:
    return keys.key(settings.KEYS, "fields")


def _binding(account: Account) -> str:
    return f"time-code:{account.pk}"
