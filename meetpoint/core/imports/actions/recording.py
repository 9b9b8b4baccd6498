"""Recording a log's rows, a batch in a transaction: new ones through `record_each`, known ones left alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from meetpoint.core.encounters.actions import record_each
from meetpoint.core.encounters.entry import NewEncounter, Recorded
from meetpoint.core.imports.mapping.places import Sites
from meetpoint.core.imports.mapping.reader import Draft, Problem, Reader
from meetpoint.core.imports.models import ImportedPerson, ImportedRow, ImportProblem, ImportRun
from meetpoint.core.imports.opened import Opened, opened
from meetpoint.core.imports.survey import contents_of
from meetpoint.core.imports.versions import Before, before_this
from meetpoint.core.people.actions.earlier import meet_by_old_codes
from meetpoint.core.people.queries import old_codes
from meetpoint.core.people.recipes import Known
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import keys
from meetpoint.lib.errors import DomainError
from meetpoint.lib.identifiers import uuid7
from meetpoint.lib.rows import insert_rows

BATCH = 500
"""Rows in one transaction: a fifth of a second, for which a worker who saves meanwhile has to wait."""

HASHING_THREADS = 2
AHEAD = 4
_ROW = ("organisation_id", "run_id", "log", "row", "content", "encounter_id")
_PERSON = ("organisation_id", "run_id", "participant_id")
_PROBLEM = ("organisation_id", "run_id", "row", "column", "message")

Hold = Callable[..., None]


@dataclass(slots=True)
class _Batch:
    """Some rows on their way: what is new, and what was wrong."""

    rows: int = 0
    blank: int = 0
    unchanged: int = 0
    new: list[tuple[Draft, str]] = field(default_factory=list)
    wrong: dict[int, list[Problem]] = field(default_factory=dict)


class Recorder:
    """Records the rows of one import from where it stands. `hold` writes how far it has come, or raises."""

    def __init__(self, run: ImportRun, by: Actor, hold: Hold) -> None:
        self.run = run
        self.by = by
        self.hold = hold
        self.opened: Opened = opened(run, by)
        self.reader: Reader = self.opened.reader(by)
        self.sites: Sites = self.opened.sites(by)
        contents = contents_of(by.organisation_id, self.opened.sheet, self.opened.mapping)
        self.contents = [content for _row, content in contents]
        self.total = len(contents)
        self.before: Before = before_this(run, contents)
        self.people: dict[str, int] = {}
        self.hashed: dict[str, Future[Known]] = {}
        self._secret = keys.key(settings.KEYS, "fields")

    def batches(self) -> Iterator[int]:
        """Record batch after batch, and yield after each how many rows have been worked on."""
        self.hold(log=self.before.log)
        position = self.run.position
        entries = islice(self.opened.sheet.entries(), position, None)
        with ThreadPoolExecutor(HASHING_THREADS) as threads:
            waiting: deque[_Batch] = deque()
            while True:
                batch = self._read(position, list(islice(entries, BATCH)))
                position += batch.rows
                if batch.rows:
                    self._begin_hashing(batch, threads)
                    waiting.append(batch)
                if not waiting:
                    return
                if len(waiting) > AHEAD or not batch.rows:
                    done = waiting.popleft()
                    self._record(done)
                    yield position - sum(later.rows for later in waiting)

    def _read(self, position: int, entries: Sequence[object]) -> _Batch:
        batch = _Batch(rows=len(entries))
        for offset, entry in enumerate(entries):
            content = self.contents[position + offset]
            if content in self.before.contents:
                batch.unchanged += 1
                continue
            draft = self.reader.read(entry)  # type: ignore[arg-type]
            if draft.blank:
                batch.blank += 1
            elif position + offset in self.before.edited:
                batch.wrong[draft.row] = [Problem(draft.row, "", _edited())]
            elif problems := self._problems(draft):
                batch.wrong[draft.row] = problems
            else:
                batch.new.append((draft, content))
        return batch

    def _problems(self, draft: Draft) -> list[Problem]:
        if self.sites.of(draft.site_word) is None:
            message = _("No site is known by this word. Say in the mapping which one it means.")
            return [*draft.problems, Problem(draft.row, self.reader.header_of("site"), message)]
        return draft.problems

    def _begin_hashing(self, batch: _Batch, threads: ThreadPoolExecutor) -> None:
        """Hash each new code once, beside the recording: it is slow on purpose."""
        fresh = {draft.code for draft, _content in batch.new if draft.code} - self.hashed.keys()
        if fresh:
            codes = old_codes(self.by.organisation_id)
            self.hashed.update({code: threads.submit(codes.known, code) for code in sorted(fresh)})

    def _meet(self, batch: _Batch) -> None:
        """Find or enrol those whose code comes up for the first time."""
        codes = {draft.code for draft, _content in batch.new if draft.code} - self.people.keys()
        if codes:
            known = {code: self.hashed[code].result() for code in sorted(codes)}
            with transaction.atomic():
                met = meet_by_old_codes(known, by=self.by)
                people = [(self.by.organisation_id, self.run.pk, pk) for pk in met.enrolled]
                insert_rows(ImportedPerson, _PERSON, people)
            self.people |= met.found

    def _record(self, batch: _Batch) -> None:
        self._meet(batch)
        pairs = []
        for draft, content in batch.new:
            if draft.code and draft.code not in self.people:
                message = _(
                    "This code was replaced by another, and finds nobody. Write "
                    "the new one, or leave it empty."
                )
                batch.wrong[draft.row] = [Problem(draft.row, self.reader.header_of("participant"), message)]
            else:
                pairs.append((draft, content))
        new = [self._encounter(draft, content) for draft, content in pairs]
        record_each(new, by=self.by, beside=lambda answers: self._keep(batch, pairs, answers))

    def _keep(
        self, batch: _Batch, pairs: Sequence[tuple[Draft, str]], answers: Sequence[Recorded | DomainError]
    ) -> None:
        wrong: Mapping[int, list[Problem]] = dict(batch.wrong)
        rows = []
        unchanged = batch.unchanged
        refused = {}
        for (draft, content), answer in zip(pairs, answers, strict=True):
            if isinstance(answer, DomainError):
                refused[draft.row] = self._said(draft.row, answer)
                continue
            unchanged += not answer.created
            rows.append(
                (self.by.organisation_id, self.run.pk, self.before.log, draft.row, content, answer.id)
            )
        wrong = {**wrong, **refused}
        self.hold(
            attempts=0,
            position=F("position") + batch.rows,
            rows=F("rows") - batch.blank,
            created=F("created") + batch.rows - batch.blank - unchanged - len(wrong),
            unchanged=F("unchanged") + unchanged,
            rejected=F("rejected") + len(wrong),
        )
        insert_rows(ImportedRow, _ROW, rows)
        insert_rows(
            ImportProblem, _PROBLEM, [self._problem(each) for row in sorted(wrong) for each in wrong[row]]
        )

    def _said(self, row: int, problem: DomainError) -> list[Problem]:
        fields = problem.fields or {"": str(problem)}
        return [Problem(row, self.reader.header_of(name), message) for name, message in fields.items()]

    def _problem(self, problem: Problem) -> tuple[object, ...]:
        return (self.by.organisation_id, self.run.pk, problem.row, problem.column[:90], problem.message[:400])

    def _encounter(self, draft: Draft, content: str) -> NewEncounter:
        site = self.sites.of(draft.site_word)
        assert site is not None
        assert draft.day is not None
        moment = site.moment(draft.day, draft.at)
        return NewEncounter(
            uid=self._uid(int(moment.timestamp() * 1_000), content),
            site_id=site.id,
            occurred_at=moment,
            participant_id=self.people[draft.code] if draft.code else None,
            items=draft.items,
            sections=draft.sections,
            place_type=draft.place_type,
            for_others=draft.for_others,
            people=draft.people,
            count_only=draft.count_only,
            note=draft.note,
        )

    def _uid(self, unix_ms: int, content: str) -> UUID:
        """Return the same identifier for the same row of the same import, however often it is resumed."""
        mac = keys.fingerprint(self._secret, "import id", str(self.run.uid), content)
        return uuid7(max(unix_ms, 0), entropy=mac[:10])


def _edited() -> str:
    return _(
        "This row was imported before and has been changed since. The contact was left as it was: "
        "correct it in Meetpoint, or undo that import and import the log again."
    )
