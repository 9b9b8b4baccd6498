"""The code on the slip that somebody takes along: read from careless typing, kept only as a fingerprint.

The code of a sample that was taken in on a phone follows from its `uid` (`lib.slip_codes`). Slips may as well
be printed beforehand, and typed or scanned with the sample.
"""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from meetpoint.lib import keys
from meetpoint.lib.errors import DomainError
from meetpoint.lib.slip_codes import ALPHABET, LENGTH, code_of, draw, is_whole, spoken

__all__ = ["ALPHABET", "EXAMPLE", "CodeProblem", "code_of", "draw", "mark_of", "read", "spoken"]

EXAMPLE = "7K2M-QX4P-9WNDA"
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_LONGEST_TYPED = 60


class CodeProblem(DomainError):
    """What was typed cannot be a code; says what to look at."""


def read(text: str) -> str:
    """Return a typed or scanned code in its normal form. Case, spaces, hyphens and look-alikes are forgiven.

    A scanned address is understood as well: what follows its `#` is the code. Raises CodeProblem.
    """
    plain = unicodedata.normalize("NFKC", text.strip().rpartition("#")[2][:_LONGEST_TYPED]).upper()
    typed = "".join(character for character in plain if character.isalnum()).translate(_LOOKALIKES)
    if len(typed) != LENGTH or any(character not in ALPHABET for character in typed):
        raise CodeProblem(
            _("A code has 13 letters and digits, such as %(example)s. Please look at the slip again.")
            % {"example": EXAMPLE}
        )
    if not is_whole(typed):
        raise CodeProblem(_("One character of this code is not right. Please read it again, one by one."))
    return typed


def mark_of(code: str) -> str:
    """Return the keyed fingerprint under which a code is kept; without the key file it leads nowhere."""
    return keys.fingerprint(keys.key(settings.KEYS, "drug-checking"), "receipt", code).hex()
