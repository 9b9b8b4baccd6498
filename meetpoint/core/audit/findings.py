"""What checking a chain can find, and how to say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Finding(StrEnum):
    """What is wrong, or worth knowing."""

    EDITED = "edited"
    MAC_REPLACED = "mac_replaced"
    FOREIGN = "foreign"
    MISSING = "missing"
    CUT_SHORT = "cut_short"
    BEYOND_HEAD = "beyond_head"
    HEAD_MISSING = "head_missing"
    HEAD_FORGED = "head_forged"
    HEAD_DIFFERS = "head_differs"
    ROLLED_BACK = "rolled_back"
    ANCHOR_DIFFERS = "anchor_differs"
    ANCHOR_FORGED = "anchor_forged"
    RESTORED = "restored"


_WORDS: dict[Finding, str | Promise] = {
    Finding.EDITED: _("Entry %(first)d was changed after it was written: its content does not fit its seal."),
    Finding.MAC_REPLACED: _("The seal of entry %(first)d was replaced; its content is as it was written."),
    Finding.FOREIGN: _("Entry %(first)d was put in front of the first one."),
    Finding.MISSING: _("Entries %(first)d to %(last)d are missing; the one that follows cannot be checked."),
    Finding.CUT_SHORT: _("Entries %(first)d to %(last)d are missing at the end."),
    Finding.BEYOND_HEAD: _("Entries %(first)d to %(last)d stand after the end that the head states."),
    Finding.HEAD_MISSING: _("The head is missing, so nothing says how long the log should be."),
    Finding.HEAD_FORGED: _("The head (entry %(first)d) was not written by Meetpoint with this audit key."),
    Finding.HEAD_DIFFERS: _("The head does not fit the last entry, %(first)d."),
    Finding.ROLLED_BACK: _("Entry %(last)d existed on %(detail)s; the log now ends before %(first)d."),
    Finding.ANCHOR_DIFFERS: _("Entry %(first)d is not the one that was there on %(detail)s."),
    Finding.ANCHOR_FORGED: _("Line %(first)d of the anchor file was not written with this audit key."),
    Finding.RESTORED: _("A backup was restored on %(detail)s; the log went on from entry %(first)d."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, with the first and last entry that it concerns."""

    finding: Finding
    first: int
    last: int
    detail: str = ""

    def __str__(self) -> str:
        return str(_WORDS[self.finding]) % {"first": self.first, "last": self.last, "detail": self.detail}


@dataclass(frozen=True, kw_only=True)
class Report:
    """The outcome for one organisation: how many entries were read, and what was found.

    `problems` holds the first hundred; `more` counts those beyond. `notes` are no problems.
    """

    organisation_id: int
    entries: int
    problems: tuple[Problem, ...] = ()
    more: int = 0
    notes: tuple[Problem, ...] = ()

    @property
    def is_intact(self) -> bool:
        return not self.problems
