"""How early a guesser would try a passphrase: the cheapest way to make it of what people guess first."""

import gzip
import math
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

LEAKED = Path(__file__).resolve().parent.parent / "data" / "leaked.txt.gz"
LONGEST_WORD = 24
CONTEXT_BITS = 1.0
VARIATION_BITS = 1.0
RUN_BITS = 4.0
YEAR_BITS = 7.0
CHARACTER_BITS = math.log2(10)

_PLAIN = str.maketrans("0134578@$!+", "oleastbasit")
_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
)  # fmt: skip
_RUNS = tuple(row * 2 for row in _ROWS) + tuple(row[::-1] * 2 for row in _ROWS)
_YEAR = re.compile(r"(19|20)\d\d")


def guess_bits(passphrase: str, *, context: Iterable[str] = ()) -> float:
    """Return the base-2 logarithm of how many guesses an informed guesser needs, at most.

    After zxcvbn (Wheeler, USENIX Security 2016): the passphrase is cut into pieces – leaked passwords and
    common words by rank, rows of keys, years, repetitions, `context` (words known about the person) – so that
    the sum is least; what fits nothing costs 10 guesses a character. The leaked list is streamed for each
    call instead of kept, since passphrases are chosen rarely (17 ms, no memory held).
    """
    text = passphrase.lower()
    known = {word.lower() for word in context if len(word) > 2}
    candidates = _pieces(text) | _pieces(text.translate(_PLAIN))
    cost = _ranks(candidates) | dict.fromkeys(known & candidates, CONTEXT_BITS)
    return _Reader(cost).bits(text)


def _pieces(text: str) -> set[str]:
    return {text[i:j] for i in range(len(text)) for j in range(i + 1, min(len(text), i + LONGEST_WORD) + 1)}


def _ranks(candidates: set[str]) -> dict[str, float]:
    with gzip.open(LEAKED, "rt", encoding="utf-8") as lines:
        words = (line.rstrip("\n") for line in lines)
        return {word: math.log2(place + 2) for place, word in enumerate(words) if word in candidates}


class _Reader:
    """Finds the cheapest reading of a text; parts that occur again are read once."""

    def __init__(self, cost: dict[str, float]) -> None:
        self.cost = cost
        self.bits = lru_cache(maxsize=None)(self._bits)

    def _bits(self, text: str) -> float:
        cheapest = [0.0] * (len(text) + 1)
        for end in range(1, len(text) + 1):
            cheapest[end] = cheapest[end - 1] + (0.5 if text[end - 1] in " -_." else CHARACTER_BITS)
            for start in range(max(0, end - 2 * LONGEST_WORD), end - 1):
                cheapest[end] = min(cheapest[end], cheapest[start] + self._piece(text[start:end]))
        return min(cheapest[-1], self._whole_repeated(text))

    def _piece(self, piece: str) -> float:
        if (found := self.cost.get(piece)) is not None:
            return found
        if (plain := self.cost.get(piece.translate(_PLAIN))) is not None:
            return plain + VARIATION_BITS
        if _YEAR.fullmatch(piece):
            return YEAR_BITS
        if len(piece) > 2 and (len(set(piece)) == 1 or any(piece in run for run in _RUNS)):
            return RUN_BITS + math.log2(len(piece))
        return self._whole_repeated(piece)

    def _whole_repeated(self, text: str) -> float:
        size = (text + text).find(text, 1)
        return self.bits(text[:size]) + math.log2(len(text) / size) if 0 < size < len(text) else math.inf
