import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import actor_of
from meetpoint.core.access.models import StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.encounters.actions import void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.imports.actions import (
    claim_next,
    continue_import,
    discard_log,
    keep_mapping,
    receive_log,
    recording,
    start_import,
    start_undo,
    work,
)
from meetpoint.core.imports.actions.work import LEASE, Lost, hold, new_worker
from meetpoint.core.imports.errors import FileRefused, NotNow, NotPlaced
from meetpoint.core.imports.files import keeping
from meetpoint.core.imports.mapping.written import read_mapping
from meetpoint.core.imports.models import ImportedRow, ImportProblem, ImportRun, State
from meetpoint.core.imports.privacy import retain
from meetpoint.core.imports.tests.factories import HEADER, bring, log, run_of, standing, work_off
from meetpoint.core.organisations.models import Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.tests.factories import on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

DAYS = [[f"2026-03-{day:02}", "Plaza", "", day, "", "", ""] for day in range(1, 21)]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "BATCH", 5)


def started(by: Actor, content: bytes) -> ImportRun:
    run = receive_log(uuid7(), io.BytesIO(content), by=by)
    return start_import(run.uid, by=by)


def test_import_is_recorded_by_the_worker(
    mia: Actor, site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    run = started(mia, log(*DAYS))
    assert run.state == State.WAITING
    with django_capture_on_commit_callbacks(execute=True):
        work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.rows, run.created) == (State.DONE, 20, 20)
    assert run.worker is None
    assert not keeping.is_kept(run.uid)


def test_worker_that_died_is_followed_by_another_without_loss_or_doubling(mia: Actor, site: Site) -> None:
    run = started(mia, log(*DAYS, ["2026-03-21", "Plaza", "", -1, "", "", ""]))
    first = new_worker()
    claimed = claim_next(first)
    assert claimed is not None
    with pytest.raises(KeyboardInterrupt):
        work(claimed, first, progress=_die)
    half = len(standing(mia))
    assert 0 < half < 20
    assert claim_next(new_worker()) is None, "the dead worker is believed alive until its lease ends"
    with clock.stand_at(clock.now() + LEASE * 3):
        work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.rows, run.created, run.rejected) == (State.DONE, 21, 20, 1)
    assert len(standing(mia)) == 20
    assert ImportProblem.objects.of(mia).filter(run=run).count() == 1


def _die(done: int, total: int) -> None:
    raise KeyboardInterrupt


def test_worker_that_lost_its_import_writes_nothing_more(mia: Actor, site: Site) -> None:
    run = started(mia, log(*DAYS))
    slow, quick = new_worker(), new_worker()
    claimed = claim_next(slow)
    assert claimed is not None
    with clock.stand_at(clock.now() + LEASE * 3):
        assert claim_next(quick) is not None
        work(claimed, slow)
        assert standing(mia) == []
        with pytest.raises(Lost):
            hold(claimed, slow)
        run.refresh_from_db()
        assert run.worker == quick


def test_one_import_runs_in_an_organisation_at_a_time(mia: Actor, site: Site) -> None:
    started(mia, log(*DAYS[:3]))
    started(mia, log(*DAYS[3:]))
    assert claim_next(new_worker()) is not None
    assert claim_next(new_worker()) is None


def test_worker_asked_to_stop_lets_go_at_once(mia: Actor, site: Site) -> None:
    run = started(mia, log(*DAYS))
    worker = new_worker()
    claimed = claim_next(worker)
    assert claimed is not None
    work(claimed, worker, stopping=lambda: True)
    run.refresh_from_db()
    assert run.state == State.RUNNING
    work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.created) == (State.DONE, 20)


def test_import_broken_off_again_and_again_stops_and_can_go_on(mia: Actor, site: Site) -> None:
    run = started(mia, log(*DAYS))
    ImportRun.objects.of(mia).filter(pk=run.pk).update(
        state=State.RUNNING, attempts=3, worker=uuid4(), worked_until=clock.now() - timedelta(minutes=5)
    )
    assert claim_next(new_worker()) is None
    run.refresh_from_db()
    assert run.state == State.STOPPED
    assert run.stop_reason
    continue_import(run.uid, by=mia)
    work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.created) == (State.DONE, 20)


def test_import_of_somebody_who_left_stops(dee_member: StaffMember, mia: Actor, site: Site) -> None:
    run = started(mia, log(*DAYS))
    StaffMember.objects.of(mia).filter(pk=dee_member.pk).update(ended_at=clock.now())
    work_off(mia)
    run.refresh_from_db()
    assert run.state == State.STOPPED
    assert standing(mia) == []


def test_import_whose_rows_are_gone_stops(mia: Actor, site: Site) -> None:
    run = started(mia, log(*DAYS))
    keeping.forget(run.uid)
    work_off(mia)
    run.refresh_from_db()
    assert run.state == State.STOPPED


def test_undo_voids_every_contact_and_gives_the_stock_back(mia: Actor, site: Site) -> None:
    syringe = Item.objects.of(mia).get(slug="syringe-1ml-28g")
    stock(mia, site.pk, syringe, 1_000, lot="A1")
    run = run_of(mia, bring(mia, log(*DAYS)))
    assert on_shelf(mia, site.pk, syringe) == {"A1": 790}
    start_undo(run.uid, by=mia)
    work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.undone) == (State.UNDONE, 20)
    assert standing(mia) == []
    assert on_shelf(mia, site.pk, syringe) == {"A1": 1_000}
    assert Encounter.objects.of(mia).filter(void_reason="import").count() == 20
    assert ImportedRow.objects.of(mia).count() == 0
    assert bring(mia, log(*DAYS)).created == 20


def test_undo_leaves_what_was_voided_before(mia: Actor, site: Site) -> None:
    run = run_of(mia, bring(mia, log(*DAYS[:2])))
    void_encounter(standing(mia)[0].uid, reason="duplicate", by=mia)
    start_undo(run.uid, by=mia)
    work_off(mia)
    reasons = Encounter.objects.of(mia).order_by("occurred_at").values_list("void_reason", flat=True)
    assert list(reasons) == ["duplicate", "import"]


def test_every_step_is_audited_without_a_word_of_the_log(mia: Actor, site: Site) -> None:
    bring(mia, log(["2026-03-01", "Plaza", "SECRET9", 1, "", "", "tall man"]))
    entries = AuditEntry.objects.of(mia).filter(action__startswith="import.")
    assert [entry.action for entry in entries.order_by("seq")] == [
        "import.received",
        "import.mapped",
        "import.started",
        "import.done",
    ]
    assert "tall" not in str(list(AuditEntry.objects.of(mia).values()))


def test_import_needs_its_permission(ana: Actor, mia: Actor, site: Site) -> None:
    with pytest.raises(NotAllowed):
        receive_log(uuid7(), io.BytesIO(log(*DAYS)), by=ana)
    run = started(mia, log(*DAYS))
    for act in (lambda: discard_log(run.uid, by=ana), lambda: start_undo(run.uid, by=ana)):
        with pytest.raises(NotAllowed):
            act()


def test_import_of_another_organisation_is_not_here(cai: Actor, mia: Actor, site: Site) -> None:
    run = receive_log(uuid7(), io.BytesIO(log(*DAYS)), by=mia)
    for act in (start_import, start_undo, continue_import):
        with pytest.raises(NotFound):
            act(run.uid, by=cai)


def test_steps_out_of_turn_are_refused(mia: Actor, site: Site) -> None:
    run = receive_log(uuid7(), io.BytesIO(log(*DAYS)), by=mia)
    with pytest.raises(NotNow):
        start_undo(run.uid, by=mia)
    with pytest.raises(NotNow):
        continue_import(run.uid, by=mia)
    start_import(run.uid, by=mia)
    assert start_import(run.uid, by=mia).state == State.WAITING
    with pytest.raises(NotNow):
        discard_log(run.uid, by=mia)


def test_columns_are_said_before_an_import_begins_and_by_its_own_organisation(
    cai: Actor, mia: Actor, site: Site
) -> None:
    run = receive_log(uuid7(), io.BytesIO(log(*DAYS)), by=mia)
    with pytest.raises(NotFound):
        keep_mapping(run.uid, read_mapping(run.mapping), by=cai)
    start_import(run.uid, by=mia)
    with pytest.raises(NotNow):
        keep_mapping(run.uid, read_mapping(run.mapping), by=mia)


def test_undo_that_is_told_to_stop_goes_on_where_it_stopped(mia: Actor, site: Site) -> None:
    run = run_of(mia, bring(mia, log(*DAYS)))
    start_undo(run.uid, by=mia)
    claimed = claim_next(worker := new_worker())
    assert claimed is not None
    work(claimed, worker, stopping=lambda: True)
    run.refresh_from_db()
    assert (run.state, run.undone) == (State.UNDOING, 20)
    with pytest.raises(NotNow):
        start_undo(run.uid, by=mia)
    work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.undone) == (State.UNDONE, 20)
    with pytest.raises(NotNow):
        start_undo(run.uid, by=mia)


def test_log_sent_twice_is_received_once(mia: Actor, site: Site) -> None:
    uid = uuid7()
    one = receive_log(uid, io.BytesIO(log(*DAYS)), by=mia)
    assert receive_log(uid, io.BytesIO(log(*DAYS)), by=mia).pk == one.pk
    with pytest.raises(FileRefused):
        receive_log(uuid7(), io.BytesIO(b""), by=mia)
    with pytest.raises(NotPlaced):
        start_import(receive_log(uuid7(), io.BytesIO(log([1], header=["syringes"])), by=mia).uid, by=mia)


def test_log_sent_twice_at_the_same_moment_is_received_once(
    mia: Actor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = uuid7()

    def keep_late(_uid: object, rows: Any) -> int:
        monkeypatch.undo()
        receive_log(uid, io.BytesIO(log(*DAYS)), by=mia)
        return keeping.keep(uid, rows)

    monkeypatch.setattr(keeping, "keep", keep_late)
    run = receive_log(uid, io.BytesIO(log(*DAYS)), by=mia)
    start_import(run.uid, by=mia)
    work_off(mia)
    run.refresh_from_db()
    assert (run.state, run.created) == (State.DONE, 20)


def test_log_may_be_called_by_what_no_database_can_hold(mia: Actor, site: Site) -> None:
    run = receive_log(uuid7(), io.BytesIO(log(*DAYS)), by=mia, name="van\udcff\x00 log")
    assert run.name == "van log"


def test_mapping_is_remembered_for_the_same_headers(mia: Actor, site: Site) -> None:
    content = log(["2026-03-01", 5, "blue"], header=["date", "syringes", "shoe colour"])
    bring(mia, content, ignore_columns=True)
    run = receive_log(uuid7(), io.BytesIO(content), by=mia)
    assert run.source is not None
    assert '"shoe colour" = "leave_out"' in run.mapping


def test_what_nobody_finished_is_removed(mia: Actor, site: Site) -> None:
    left = receive_log(uuid7(), io.BytesIO(log(*DAYS)), by=mia)
    bad = run_of(mia, bring(mia, log(["x", *DAYS[0][1:]], DAYS[1])))
    assert ImportProblem.objects.of(mia).filter(run=bad).count() == 1
    today = clock.now().date()
    assert retain(mia, today) == 0
    assert retain(mia, today + timedelta(days=100)) == 2
    assert not keeping.is_kept(left.uid)


def test_worker_whose_site_is_out_of_reach_records_nothing_there(
    dee_member: StaffMember, mia: Actor, site: Site, van: Site
) -> None:
    dee_member.all_sites = False
    dee_member.save()
    dee_member.sites.set([van])
    run = started(mia, log(*DAYS[:2]))
    work_off(mia)
    run.refresh_from_db()
    assert (run.created, run.rejected) == (0, 2)
    assert actor_of(dee_member).organisation_id == mia.organisation_id


CELLS = st.one_of(
    st.text(max_size=12),
    st.integers(-9, 2_000).map(str),
    st.dates().map(str),
    st.sampled_from(
        ["", "Plaza", "=1+1", "3/4/2026", "14/3/2026", "1,200", "-", "n/a", "anon", "AB12", "yes"]
    ),
)
GOOD = st.tuples(
    st.dates(
        min_value=clock.now().date() - timedelta(days=900), max_value=clock.now().date() - timedelta(days=2)
    ).map(str),
    st.just("Plaza"),
    st.sampled_from(["", "AB12", "anon"]),
    st.integers(0, 50).map(str),
    st.sampled_from(["", "5"]),
    st.sampled_from(["", "1"]),
    st.just(""),
).map(list)


@given(
    rows=st.lists(st.one_of(GOOD, st.lists(CELLS, max_size=9)), max_size=12),
    header=st.one_of(st.just(HEADER), st.lists(CELLS, max_size=8)),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sheet_breaks_an_import_and_its_rows_add_up(
    mia: Actor, site: Site, rows: list[list[str]], header: list[str]
) -> None:
    before = Encounter.objects.of(mia).count()
    try:
        outcome = bring(
            mia, log(*rows, header=header), ignore_columns=True, create_sites=True, dates="day-first"
        )
    except (NotPlaced, FileRefused):
        assert Encounter.objects.of(mia).count() == before
        return
    assert outcome.rows == outcome.created + outcome.unchanged + outcome.rejected
    assert Encounter.objects.of(mia).count() == before + outcome.created
    assert outcome.rejected == len({error["row"] for error in outcome.errors})
