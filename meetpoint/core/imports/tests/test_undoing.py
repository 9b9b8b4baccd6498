from meetpoint.core.access.models import RoleName, RolePermission, StaffMember
from meetpoint.core.encounters.actions import correct_encounter, record_encounter, void_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.imports.actions import start_undo
from meetpoint.core.imports.models import ImportedPerson, ImportRun, State
from meetpoint.core.imports.tests.factories import bring, log, run_of, standing, work_off
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import replace_code, tell_demographics
from meetpoint.core.people.models import Participant
from meetpoint.core.people.permissions import ERASE
from meetpoint.core.people.queries import find_by_code
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock
from meetpoint.lib.identifiers import uuid7

DAYS = [["2026-03-01", "Plaza", "", 4, "", "", ""], ["2026-03-02", "Plaza", "", 2, "", "", ""]]


def undone(by: Actor, run: ImportRun) -> ImportRun:
    start_undo(run.uid, by=by)
    work_off(by)
    run.refresh_from_db()
    assert run.state == State.UNDONE
    return run


def coded(code: str, day: int = 1) -> list[object]:
    return [f"2026-03-{day:02}", "Plaza", code, 1, "", "", ""]


def test_undo_voids_corrections_of_what_it_recorded(mia: Actor, site: Site) -> None:
    content = log(*DAYS)
    run = run_of(mia, bring(mia, content))
    wrong = standing(mia)[0]
    for quantity in (7, 8):
        new = NewEncounter(
            uid=uuid7(), site_id=site.pk, occurred_at=wrong.occurred_at, items={}, for_others=quantity
        )
        wrong = Encounter.objects.of(mia).get(pk=correct_encounter(wrong.uid, new, by=mia).id)
    undone(mia, run)
    assert standing(mia) == []
    assert bring(mia, content).created == 2


def test_undo_erases_those_whom_the_import_enrolled(mia: Actor, site: Site) -> None:
    bring(mia, log(coded("EARLY 1")))
    content = log(coded("EARLY 1", 5), coded("LATE 2", 6), coded("LATE 3", 7))
    run = run_of(mia, bring(mia, content, is_new_log=True))
    undone(mia, run)
    assert find_by_code(mia, "EARLY 1") is not None
    assert find_by_code(mia, "LATE 2") is find_by_code(mia, "LATE 3") is None
    assert Participant.objects.of(mia).filter(erased_at=None).count() == 1
    assert ImportedPerson.objects.of(mia).filter(run=run).count() == 0
    again = bring(mia, content, is_new_log=True)
    assert again.created == 3
    assert find_by_code(mia, "LATE 2") is not None


def test_undo_keeps_people_of_whom_something_else_is_known(mia: Actor, site: Site) -> None:
    codes = ["CAME BACK", "NEW CARD", "TOLD MORE", "BY MISTAKE", "NOTHING"]
    run = run_of(mia, bring(mia, log(*[coded(code, day) for day, code in enumerate(codes, start=1)])))
    people = {code: person_of(mia, code) for code in codes}
    for code in ("CAME BACK", "BY MISTAKE"):
        new = NewEncounter(
            uid=uuid7(),
            site_id=site.pk,
            occurred_at=clock.now(),
            participant_id=people[code].pk,
            for_others=1,
        )
        recorded = record_encounter(new, by=mia)
        if code == "BY MISTAKE":
            void_encounter(recorded.uid, reason="mistake", by=mia)
    replace_code(people["NEW CARD"], reason="lost", by=mia)
    tell_demographics(people["TOLD MORE"], {"language": "es"}, by=mia)
    undone(mia, run)
    kept = Participant.objects.of(mia).filter(erased_at=None).values_list("pk", flat=True)
    assert set(kept) == {people[code].pk for code in codes[:-1]}


def test_undo_leaves_people_where_whoever_undoes_may_not_erase(mia: Actor, site: Site) -> None:
    run = run_of(mia, bring(mia, log(coded("STAYS HERE 1"))))
    StaffMember.objects.of(mia).filter(pk=mia.staff_id).update(role=RoleName.MANAGER)
    RolePermission.objects.create(
        organisation_id=mia.organisation_id, role=RoleName.MANAGER, permission=ERASE, granted=False
    )
    undone(mia, run)
    assert find_by_code(mia, "STAYS HERE 1") is not None


def person_of(by: Actor, code: str) -> Participant:
    found = find_by_code(by, code)
    assert found is not None
    return found
