"""Passphrases: how they are hashed, and which are good enough."""

import re
import unicodedata
from collections.abc import Iterable

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.utils.translation import gettext as _

from meetpoint.core.access.proof.guessing import guess_bits
from meetpoint.lib.errors import DomainError

SHORTEST = 15
LONGEST = 200
ENOUGH_BITS = 40.0
"""2^40 guesses take 3.5 years at the 10,000 Argon2id hashes a second that a rack of cards may reach."""

NOBODY = "argon2$argon2id$v=19$m=19456,t=2,p=1$" + (
    "bm9ib2R5aG9sZHN0aGlzcGFzc3Bocg$9tJAOWRgG5yLTyOmNwMHSsIgV9rYnJhfKTyHpqcbHRg"
)
"""A hash that no passphrase has, with the parameters of `Hasher`: an unknown account costs the same work."""


class Hasher(Argon2PasswordHasher):
    """Argon2id with OWASP's second choice of parameters, measured in docs/decisions/0005-sign-in.md.

    Eight sign-ins in the same instant take 152 MiB for 20 ms; Django's own 100 MiB each could take a
    small computer down.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1


def canonical(passphrase: str) -> str:
    """Return the form that is hashed: NFKC, so that every keyboard gives the same, without outer spaces."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def hashed(passphrase: str) -> str:
    """Return the Argon2id hash of a passphrase, salted. Does not judge it; `refuse_weak` does."""
    return make_password(canonical(passphrase))


def matches(passphrase: str, password_hash: str) -> bool:
    """Tell whether a passphrase is the one that was hashed; takes as long where there is no hash."""
    right = check_password(canonical(passphrase)[: LONGEST + 1], password_hash or NOBODY)
    return right and bool(password_hash)


def refuse_weak(passphrase: str, *, about: Iterable[str], field: str = "passphrase") -> None:
    """Do nothing for a good passphrase; otherwise raise DomainError, naming `field` and how to mend it.

    At least 15 characters and no rule about which (NIST SP 800-63B-4, section 3.1.1.2), not to be found
    early by someone with lists of leaked passphrases and the words in `about`.
    """
    text = canonical(passphrase)
    if len(text) < SHORTEST:
        problem = _("Use at least %(least)d characters. Four or five unrelated words are easy to remember.")
        raise DomainError(problem % {"least": SHORTEST}, fields={field: problem % {"least": SHORTEST}})
    if len(text) > LONGEST:
        problem = _("Use at most %(most)d characters.") % {"most": LONGEST}
        raise DomainError(problem, fields={field: problem})
    if not text.isprintable() or guess_bits(text, context=_words(about)) < ENOUGH_BITS:
        problem = _(
            "This would be guessed too soon: it is made of leaked passwords, very common words, rows of keys,"
            " or names from here. Add one or two words that have nothing to do with each other."
        )
        raise DomainError(problem, fields={field: problem})


def _words(about: Iterable[str]) -> set[str]:
    whole = {text.lower() for text in about}
    return (
        {"meetpoint", "meet", "point"}
        | whole
        | {word for text in whole for word in re.split(r"[\W_]+", text)}
    )
