"""Key files: each installation's secrets, one file each, apart from the database and from its backups."""

import hashlib
import hmac
import os
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32


class KeyMissing(Exception):
    """A key that data was sealed with is not there. Restore it from where the keys are kept."""


def read_or_make(folder: Path, name: str) -> bytes:
    """Return the 32 bytes of a key, making it on first use; safe when two processes start at once."""
    path = folder / f"{name}.key"
    try:
        return bytes.fromhex(path.read_text().strip())
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.write_text(secrets.token_hex(KEY_BYTES) + "\n")
    fresh.chmod(0o600)
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return bytes.fromhex(path.read_text().strip())


@cache
def key(folder: Path, name: str) -> bytes:
    """Return a key, read once in a process."""
    return read_or_make(folder, name)


def lazy_text(folder: Path, name: str) -> str:
    """Return a key as text, for settings that want a string."""
    return key(folder, name).hex()


def fingerprint(secret: bytes, *parts: bytes | str) -> bytes:
    """Return HMAC-SHA256 over the parts, each preceded by its length so that none can run into the next."""
    mac = hmac.new(secret, digestmod=hashlib.sha256)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        mac.update(len(data).to_bytes(4) + data)
    return mac.digest()


def seal(secret: bytes, plain: bytes, *, bound_to: str) -> bytes:
    """Encrypt with AES-256-GCM; `bound_to` (table, column, row) must be given again to open it."""
    nonce = os.urandom(12)
    return nonce + AESGCM(secret).encrypt(nonce, plain, bound_to.encode())


def unseal(secret: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Decrypt what `seal` made. Raises KeyMissing when the key or the binding is another."""
    try:
        return AESGCM(secret).decrypt(sealed[:12], sealed[12:], bound_to.encode())
    except InvalidTag:
        raise KeyMissing("This was sealed with another key, or moved from another row.") from None
