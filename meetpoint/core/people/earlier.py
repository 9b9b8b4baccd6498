"""Codes that people had in a programme's earlier system: how they are kept, and found again.

They are kept like codes made from answers, only as HMAC(organisation's key, Argon2id(code)), never in the
clear; docs/decisions/0008 says why the slow part is quicker here.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from hashlib import sha256

from argon2.low_level import Type, hash_secret_raw

from meetpoint.core.people import code_keys, codes, recipes
from meetpoint.core.people.errors import CodeProblem
from meetpoint.core.people.models import CodeKind
from meetpoint.lib import keys

ARGON2_TIME = 2
ARGON2_MEMORY_KIB = 19_456
ARGON2_LANES = 1
"""Argon2id, two passes over 19 MiB: the least that OWASP's password storage sheet allows, 25 ms of a core.
A log of 100,000 contacts has thousands of codes, and each is hashed; docs/decisions/0008."""

LONGEST = 80


@dataclass(frozen=True, slots=True, repr=False)
class Known:
    """Under what one old code may be found: `own` is how it is kept when nobody has it yet."""

    own: str
    kind: CodeKind
    tie_break: int = 0
    as_card: str = ""

    @property
    def lookups(self) -> tuple[str, ...]:
        """Every hash under which the person may already be here."""
        return (self.own, self.as_card) if self.as_card else (self.own,)


class OldCodes:
    """Turns codes of a log into what is kept of them; slow, so ask for each code once.

    Safe to use from several threads: the hashing lets go of the interpreter.
    """

    def __init__(self, organisation_id: int, secret: bytes, recipe: recipes.Recipe | None) -> None:
        self.organisation_id = organisation_id
        self._secret = secret
        self._recipe = recipe

    def known(self, text: str) -> Known:
        """Return what is kept of a code: as one made from answers where it fits the recipe, else as old."""
        typed = recipes.read_typed(self._recipe, text) if self._recipe else None
        if typed is not None:
            code, tie = typed
            hashed = recipes.slow_hash(code_keys.salt(self._secret), code)
            (own,) = recipes.lookups(self._secret, self.organisation_id, hashed, ties=[tie])
            return Known(own, CodeKind.DERIVED, tie)
        own = lookup(self._secret, self.organisation_id, text)
        return Known(own, CodeKind.EARLIER, as_card=self._as_card(text))

    def _as_card(self, text: str) -> str:
        try:
            return codes.lookup(self._secret, self.organisation_id, codes.read(text))
        except CodeProblem:
            return ""


def lookup(secret: bytes, organisation_id: int, text: str) -> str:
    """Return the keyed slow hash of an old code, 44 characters; case, accents and signs are forgiven."""
    plain = recipes.plain(text[:LONGEST]) or sha256(text.encode()).hexdigest()
    # The salt is made from the key, since the same code must meet again.
    salt = keys.fingerprint(secret, "salt of earlier codes")[:16]
    hashed = hash_secret_raw(plain.encode(), salt, ARGON2_TIME, ARGON2_MEMORY_KIB, ARGON2_LANES, 32, Type.ID)
    mac = keys.fingerprint(secret, "earlier code", str(organisation_id), hashed)
    return base64.urlsafe_b64encode(mac).decode()
