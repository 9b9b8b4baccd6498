"""How a phone proves which device it is, whatever its clock says: it signs a challenge of ours with its key.

A challenge is a moment of our clock under our key. Each may be used once: the newest moment that a device
used is kept with it, and anything older is spent.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings

from meetpoint.core.field.models import Device
from meetpoint.lib import keys

ANSWERED_WITHIN = timedelta(minutes=5)
"""From asking for a challenge to signing it; a slow network on a phone, and no more (product choice)."""

_CURVE_BYTES = 32


class NotProved(Exception):
    """The request is not signed by a device that is known here, or its challenge is spent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Signed:
    """What a request claims: the device, the challenge, and the signature over both, address and body."""

    device: UUID
    challenge: str
    signature: bytes
    address: str
    body: bytes

    @property
    def text(self) -> bytes:
        """What was signed."""
        body = hashlib.sha256(self.body).hexdigest()
        return f"meetpoint-field-1\n{self.device}\n{self.challenge}\n{self.address}\n{body}".encode()


def challenge_for(device: UUID, *, at: int | None = None) -> str:
    """Return a challenge for a device, known or not; `at` is microseconds of our clock."""
    moment = at if at is not None else time.time_ns() // 1_000
    return f"{moment}.{_mark(device, moment)}"


def prove(signed: Signed) -> Device:
    """Return the device that signed a request, and spend its challenge. Raises NotProved."""
    moment = _moment(signed)
    known = Device.objects.unscoped("a device says which organisation it belongs to").filter(
        uid=signed.device
    )
    device = known.select_related("member__account", "organisation").first()
    if device is None or not _is_signed(bytes(device.public_key), signed):
        raise NotProved
    newer = Device.objects.of(device.organisation_id).filter(pk=device.pk, asked_until__lt=moment)
    if not newer.update(asked_until=moment):
        raise NotProved
    return device


def device_uid(public_key: bytes) -> UUID:
    """Return the identifier that a public key gives its device."""
    return UUID(bytes=hashlib.sha256(public_key).digest()[:16])


def read_public_key(der: bytes) -> ec.EllipticCurvePublicKey:
    """Return the P-256 key in a SubjectPublicKeyInfo. Raises ValueError for anything else."""
    key = load_der_public_key(der)
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("Not a P-256 key.")
    return key


def from_text(text: object) -> bytes:
    """Return the bytes that a base64 text holds. Raises ValueError."""
    if not isinstance(text, str):
        raise ValueError("Not a text.")
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("Not base64.") from None


def _moment(signed: Signed) -> int:
    text, _dot, mark = signed.challenge.partition(".")
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise NotProved
    moment = int(text)
    if not hmac.compare_digest(mark.encode(), _mark(signed.device, moment).encode()):
        raise NotProved
    age = time.time_ns() // 1_000 - moment
    if age > ANSWERED_WITHIN / timedelta(microseconds=1):
        raise NotProved
    return moment


def _mark(device: UUID, moment: int) -> str:
    secret = keys.key(settings.KEYS, "field")
    return keys.fingerprint(secret, "challenge", device.bytes, str(moment)).hex()


def _is_signed(der: bytes, signed: Signed) -> bool:
    if len(signed.signature) != 2 * _CURVE_BYTES:
        return False
    r, s = (
        int.from_bytes(half) for half in (signed.signature[:_CURVE_BYTES], signed.signature[_CURVE_BYTES:])
    )
    try:
        key = read_public_key(der)
        key.verify(encode_dss_signature(r, s), signed.text, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
