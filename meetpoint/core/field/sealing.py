"""The organisation's sealing key: phones seal to its public half, only the server opens.

ECIES in the shape that browsers have built in: an ephemeral P-256 key for each event, ECDH, HKDF-SHA256
(RFC 5869), AES-256-GCM. The event's identifier, its device and the key's generation are bound to it.
"""

from __future__ import annotations

import os
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from meetpoint.lib import keys

POINT, NONCE, PAD = 65, 12, 512
"""Bytes of an uncompressed point and of a nonce; plain text is padded to a multiple of `PAD`, so that its
length tells little of what was handed out."""

MOST_GENERATIONS = 100_000
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of P-256 (SEC 2 version 2.0, section 2.4.2)."""


class Unopened(Exception):
    """What came is not sealed to this organisation, or not whole."""


@lru_cache(maxsize=256)
def private_key(organisation_id: int, generation: int) -> ec.EllipticCurvePrivateKey:
    """Return one generation's private key, worked out from the installation's `field` key file.

    Nothing of it stands in the database, so a database that is restored from a backup still opens what phones
    sealed to a younger generation. 384 bits are reduced to the group's order, whose bias is below 2^-128.
    """
    secret = keys.key(settings.KEYS, "field")
    bits = HKDF(
        hashes.SHA256(), 48, salt=None, info=f"meetpoint-field:{organisation_id}:{generation}".encode()
    )
    number = int.from_bytes(bits.derive(secret)) % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def public_bytes(organisation_id: int, generation: int) -> bytes:
    """Return the public half as the 65 bytes that WebCrypto imports as `raw`."""
    return _point(private_key(organisation_id, generation).public_key())


def open_sealed(organisation_id: int, generation: int, uid: UUID, device: UUID, sealed: bytes) -> bytes:
    """Return what a phone sealed, padding aside. Raises Unopened."""
    if not 1 <= generation <= MOST_GENERATIONS or len(sealed) < POINT + NONCE + 16:
        raise Unopened
    point, nonce, text = sealed[:POINT], sealed[POINT : POINT + NONCE], sealed[POINT + NONCE :]
    try:
        peer = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = private_key(organisation_id, generation).exchange(ec.ECDH(), peer)
        plain = AESGCM(_key(shared, point)).decrypt(nonce, text, bound(generation, uid, device))
    except (ValueError, InvalidTag):
        raise Unopened from None
    return plain.rstrip(b" ")


def seal_for(public: bytes, generation: int, uid: UUID, device: UUID, plain: bytes) -> bytes:
    """Seal as a phone does; for tests, benchmarks and programs that stand in for one."""
    own = ec.generate_private_key(ec.SECP256R1())
    point = _point(own.public_key())
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public))
    nonce = os.urandom(NONCE)
    padded = plain + b" " * (-len(plain) % PAD)
    return point + nonce + AESGCM(_key(shared, point)).encrypt(nonce, padded, bound(generation, uid, device))


def bound(generation: int, uid: UUID, device: UUID) -> bytes:
    """Return what is bound to a sealed event: it opens as this event, of this device, under this key."""
    return f"meetpoint-field-1|{uid}|{device}|{generation}".encode()


def _key(shared: bytes, point: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=b"meetpoint-field-event" + point).derive(shared)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
