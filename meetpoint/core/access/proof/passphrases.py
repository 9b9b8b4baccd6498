"""Passphrases: how they are hashed, and which are good enough."""

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher


class Hasher(Argon2PasswordHasher):
    """Argon2id with the parameters measured in docs/decisions/0005-sign-in.md (OWASP's second choice, 19 MiB).

    Two workers of four threads then need at most 152 MiB for eight sign-ins in the same instant, where
    Django's 100 MiB each could take a small computer down.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


def canonical(passphrase: str) -> str:
    """Return the form in which a passphrase is hashed: NFKC, so that every keyboard gives the same, without outer spaces."""
    return unicodedata.normalize("NFKC", passphrase).strip()
