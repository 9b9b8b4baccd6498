"""From the bytes of a file to its transaction sets: lines, ends, checksums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from meetpoint.services.vending.evadts import crc
from meetpoint.services.vending.evadts.counts import AUTO, read_counts
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.evadts.report import AuditSet, Checksum

LARGEST_BYTES = 1_000_000
"""An audit of hundreds of selections is some tens of kilobytes."""

_TYPE = re.compile(r"[A-Z][A-Z0-9]{1,3}")
_STRANGE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HEX4 = re.compile(r"[0-9A-Fa-f]{1,4}")


@dataclass(frozen=True, slots=True)
class Segment:
    """One line: its type, its fields (from 1), and where it stands."""

    line: int
    type: str
    fields: tuple[str, ...]
    raw: bytes

    def text(self, place: int) -> str:
        """Return a field, numbered from 1 as in the standard; empty when it is not there."""
        return self.fields[place - 1].strip() if place <= len(self.fields) else ""

    def number(self, place: int) -> int | None:
        """Return a field as a count, None when it is empty. Raises Damaged for anything else."""
        said = self.text(place)
        if not said:
            return None
        if not (said.isascii() and said.isdecimal()) or len(said) > 12:
            words = _("%(field)s should be a number, and is %(said)s.")
            raise Damaged(self.line, words % {"field": f"{self.type}{place:02}", "said": _shown(said)})
        return int(said)


@dataclass(slots=True)
class _Set:
    """The segments from ST to SE, and what stood before."""

    sender: Segment | None
    segments: list[Segment] = field(default_factory=list)
    ended: bool = False


def read_sets(data: bytes, *, profile: str = AUTO) -> list[AuditSet]:
    """Return what the sets of a file say. Raises Damaged when one of them cannot be believed.

    `profile` is how the board keeps its counts (see `counts`). A checksum that is not there is a warning, as
    is a wrong number of segments: half the boards that were measured count wrongly.
    """
    if len(data) > LARGEST_BYTES:
        large = _("the file is larger than %(megabytes)s MB; no audit is.")
        raise Damaged(1, large % {"megabytes": LARGEST_BYTES // 1_000_000})
    sent_as_is = b"\r\n" in data
    cut = not data.endswith((b"\n", b"\r"))
    found = list(_sets(list(_segments(data))))
    if not found:
        raise Damaged(1, _("there is no ST line, so this is not an audit file."))
    return [_read(each, profile, strict=sent_as_is, cut=cut and each is found[-1]) for each in found]


def _segments(data: bytes) -> Iterator[Segment]:
    for number, raw in enumerate(re.split(rb"\r\n|\n|\r", data), start=1):
        text = raw.decode("latin-1")
        if not text.strip():
            continue
        if _STRANGE.search(text):
            raise Damaged(number, _("it holds signs that no audit file has; the transfer was disturbed."))
        kind, *fields = text.split("*")
        if not _TYPE.fullmatch(kind.strip()):
            words = _("%(line)s is no segment; a line begins with a type such as PA1.")
            raise Damaged(number, words % {"line": _shown(text)})
        yield Segment(number, kind.strip(), tuple(fields), raw)


def _sets(segments: Sequence[Segment]) -> Iterator[_Set]:
    sender: Segment | None = None
    current: _Set | None = None
    for segment in segments:
        if segment.type == "DXS":
            if current is not None:
                yield current
                current = None
            sender = segment
        elif segment.type == "ST":
            if current is not None:
                yield current
            current = _Set(sender, [segment])
        elif current is not None:
            current.segments.append(segment)
            if segment.type == "SE":
                current.ended = True
                yield current
                current = None
    if current is not None:
        yield current


def _read(found: _Set, profile: str, *, strict: bool, cut: bool) -> AuditSet:
    last = found.segments[-1]
    if not found.ended:
        if strict:
            raise Damaged(last.line, _("the file ends here, without its SE line; it was cut off."))
        if cut and not last.fields:
            words = _("the file ends in the middle of this line (%(line)s).")
            raise Damaged(last.line, words % {"line": _shown(last.type)})
    said = AuditSet(crc=_checked(found))
    if found.sender is not None:
        said.sender = found.sender.text(1)
    _say_how_sound(said, found)
    read_counts(said, found.segments, profile)
    return said


def _checked(found: _Set) -> Checksum:
    """Return the checksum of a set, whichever way the board counts it. Raises Damaged when none fits."""
    places = [place for place, segment in enumerate(found.segments) if segment.type == "G85"]
    before = found.segments[: places[0]] if places else [s for s in found.segments if s.type != "SE"]
    lines = [segment.raw for segment in before]
    exact = crc.of_lines(lines)
    if not places:
        return Checksum(None, exact, "unchecked")
    line = found.segments[places[0]]
    digits = line.text(1)
    if not _HEX4.fullmatch(digits):
        words = _("the checksum should be four hex digits, and is %(said)s.")
        raise Damaged(line.line, words % {"said": _shown(digits)})
    stated = digits.upper().zfill(4)
    shorter = crc.of_lines(lines, last_end=False)
    for computed, match in ((exact, "exact"), (shorter, "without_last_end"), (crc.swapped(exact), "swapped")):
        if stated == computed:
            return Checksum(stated, computed, match)
    words = _("the checksum is %(stated)s, and the lines before it add up to %(computed)s.")
    raise Damaged(line.line, words % {"stated": stated, "computed": exact})


def _say_how_sound(said: AuditSet, found: _Set) -> None:
    said.segments_counted = len(found.segments)
    said.is_whole = found.ended
    if said.crc.match == "unchecked":
        said.warnings.append(_("There is no G85 line, so nothing tells whether the file arrived whole."))
    elif said.crc.match == "without_last_end":
        said.warnings.append(_("The checksum fits without the last line end, as some boards count it."))
    elif said.crc.match == "swapped":
        said.warnings.append(
            _("The checksum fits with its bytes changed round, as boards before 6.0 print it.")
        )
    if not found.ended:
        last = found.segments[-1].line
        open_end = _("There is no SE line; the set ends at line %(line)s, and may have been cut there.")
        said.warnings.append(open_end % {"line": last})
        return
    end = found.segments[-1]
    stated = end.text(1)
    said.segments_stated = (
        int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 9 else None
    )
    if said.segments_stated != said.segments_counted:
        counts = {"line": end.line, "stated": stated or "–", "counted": said.segments_counted}
        wrong = _(
            "Line %(line)s states %(stated)s segments, and %(counted)s are there; many boards count wrongly."
        )
        said.warnings.append(wrong % counts)


def _shown(text: str) -> str:
    """Return a few characters of a file, safe to print."""
    plain = text.encode("unicode_escape").decode("ascii")
    return repr(plain[:24])
