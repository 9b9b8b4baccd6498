"""People as facts know them: a key that leads to nobody, and what they told, made coarse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from pathlib import Path

from django.conf import settings

from meetpoint.core.encounters.facts import told
from meetpoint.core.people.models import Demographics
from meetpoint.core.people.queries import kept_ids
from meetpoint.lib import keys

AT_A_TIME = 500

_TOLD: dict[str, Callable[[Demographics, date], str]] = {
    "age_band": told.age_band,
    "gender": lambda said, on: said.gender,
    "race_ethnicity": lambda said, on: told.one_word(said),
    "zip3": lambda said, on: told.area(said),
}


def _file_name(organisation_id: int) -> str:
    return f"facts-{organisation_id}"


def key_of(organisation_id: int) -> bytes:
    """Return the key under which an organisation's people are copied, making it on first use."""
    return keys.read_or_make(Path(settings.KEYS), _file_name(organisation_id))


def key_mark(organisation_id: int) -> str:
    """Return a fingerprint by which a manifest tells whether its people were copied under the same key."""
    return keys.fingerprint(key_of(organisation_id), "which key").hex()[:16]


def forget_key(organisation_id: int) -> None:
    """Destroy the key: the next copy makes another, and nobody can say which person was which before."""
    (Path(settings.KEYS) / f"{_file_name(organisation_id)}.key").unlink(missing_ok=True)


class People:
    """Answers for one organisation's people while rows are copied; reads each person once."""

    def __init__(self, organisation_id: int) -> None:
        self.organisation_id = organisation_id
        self._keys: dict[int, int] = {}
        self._told: dict[int, Demographics | None] = {}

    @cached_property
    def _secret(self) -> bytes:
        return key_of(self.organisation_id)

    @cached_property
    def _kept(self) -> dict[int, int]:
        return kept_ids(self.organisation_id)

    @cached_property
    def _records(self) -> dict[int, list[int]]:
        """The records that were joined into each kept one, the oldest first."""
        joined: dict[int, list[int]] = defaultdict(list)
        for record, kept in sorted(self._kept.items()):
            joined[kept].append(record)
        return joined

    def keys(self, participant_ids: Iterable[int | None]) -> list[int | None]:
        """Return the key of each person: 63 bits of a keyed hash, joined records as one; None for nobody."""
        return [None if one is None else self._key(self._kept.get(one, one)) for one in participant_ids]

    def told(self, name: str, participant_ids: Iterable[int | None], days: Iterable[date]) -> list[str]:
        """Return what each person told, as coarse as facts may be; "" for nobody and for nothing."""
        read, ids = _TOLD[name], list(participant_ids)
        self._load({self._kept.get(one, one) for one in ids if one is not None})
        answers = [None if one is None else self._told[self._kept.get(one, one)] for one in ids]
        return [read(said, on) if said else "" for said, on in zip(answers, days, strict=True)]

    def _key(self, participant_id: int) -> int:
        if participant_id not in self._keys:
            mark = keys.fingerprint(self._secret, "person", str(participant_id))
            self._keys[participant_id] = int.from_bytes(mark[:8]) >> 1
        return self._keys[participant_id]

    def _load(self, kept: set[int]) -> None:
        unknown = sorted(kept - self._told.keys())
        for start in range(0, len(unknown), AT_A_TIME):
            part = unknown[start : start + AT_A_TIME]
            records = [pk for one in part for pk in (one, *self._records.get(one, ()))]
            rows = Demographics.objects.of(self.organisation_id).filter(participant_id__in=records)
            found = {row.participant_id: row for row in rows}
            for one in part:
                said = (found.get(pk) for pk in (one, *self._records.get(one, ())))
                self._told[one] = next((row for row in said if row is not None), None)
