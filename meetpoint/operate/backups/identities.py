"""The age key pair of an installation's backups: the public half stays here, the private half should not."""

from dataclasses import dataclass
from pathlib import Path

import pyrage

from meetpoint.operate import folders
from meetpoint.operate.backups.errors import BackupProblem

IDENTITY_FILE = "backup-identity.txt"
RECIPIENT_FILE = "backup-recipient.txt"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The public key to encrypt to, and the file of a private key that was made just now, if one was."""

    recipient: str
    made: Path | None = None


def recipient_for(keys: Path, given: str | None) -> Chosen:
    """Return the public key that was given, or this installation's own, making a pair on first use.

    Raises BackupProblem when the given key is not an age public key.
    """
    if given:
        return Chosen(_checked(given))
    known = keys / RECIPIENT_FILE
    if known.exists():
        return Chosen(_checked(known.read_text().strip()))
    identity = pyrage.x25519.Identity.generate()
    secret = folders.private(keys) / IDENTITY_FILE
    _write_once(secret, f"{identity}\n")
    _write_once(known, f"{identity.to_public()}\n")
    return Chosen(str(identity.to_public()), made=secret)


def read_identity(path: Path) -> pyrage.x25519.Identity:
    """Return the private key in an age identity file. Raises BackupProblem when there is none."""
    try:
        lines = path.read_text().splitlines()
    except (OSError, UnicodeDecodeError):
        raise BackupProblem(f"There is no readable identity file at {path}.") from None
    for line in lines:
        if line.startswith("AGE-SECRET-KEY-"):
            return _identity(line.strip(), path)
    raise BackupProblem(f"{path} holds no age identity: one line must begin with AGE-SECRET-KEY-.")


def _identity(text: str, path: Path) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        raise BackupProblem(f"The age identity in {path} is mistyped or cut short.") from None


def _checked(recipient: str) -> str:
    try:
        pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError:
        raise BackupProblem(f"{recipient!r} is not an age public key; those begin with age1.") from None
    return recipient


def _write_once(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(text)
