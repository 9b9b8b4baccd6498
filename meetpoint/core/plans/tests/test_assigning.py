"""Going along, handing over, ending: who may, what is refused, what is written down."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.people.tests.factories import participant
from meetpoint.core.plans import actions
from meetpoint.core.plans.errors import OtherContent, PlanRefused
from meetpoint.core.plans.models import Assignment
from meetpoint.core.plans.queries.colleagues import colleagues
from meetpoint.core.plans.sealing import note_of
from meetpoint.core.plans.tests.factories import along
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

NOTE = "She likes to be rung in the evening."


def written(by: Actor, action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.of(by).filter(action=action))


def test_same_assignment_twice_is_stored_once(ana: Actor, site: Site, person: Participant) -> None:
    uid = uuid7()
    first, again = (along(ana, site, person, uid=uid) for _ in range(2))
    assert first == again
    assert len(written(ana, "case.began")) == 1
    with pytest.raises(OtherContent):
        along(ana, site, person, uid=uid, part="supporting")
    with pytest.raises(OtherContent):
        along(ana, site, uid=uid)


def test_worker_takes_on_people_but_assigns_nobody_else(
    ana: Actor, dee: Actor, eli: Actor, site: Site, person: Participant, ben: Actor
) -> None:
    with pytest.raises(NotAllowed):
        along(ana, site, person, staff_id=eli.staff_id)
    with pytest.raises(NotAllowed):
        along(ben, site, person)
    assert along(dee, site, person, staff_id=eli.staff_id).staff_id == eli.staff_id


def test_site_out_of_reach_is_refused(far: Actor, site: Site, person: Participant) -> None:
    with pytest.raises(NotAllowed):
        along(far, site, person)


def test_one_first_contact_and_any_number_who_help(
    ana: Actor, eli: Actor, site: Site, person: Participant
) -> None:
    along(ana, site, person)
    with pytest.raises(PlanRefused) as refused:
        along(eli, site, person)
    assert set(refused.value.fields) == {"part"}
    assert "Ana" in refused.value.fields["part"]
    along(eli, site, person, part="supporting")
    with pytest.raises(PlanRefused) as refused:
        along(eli, site, person, part="supporting")
    assert set(refused.value.fields) == {"staff"}


def test_first_contact_of_a_joined_record_counts(
    dee: Actor, ana: Actor, eli: Actor, site: Site, person: Participant
) -> None:
    other = participant(dee)
    along(ana, site, other)
    merge_participants(by=dee, kept=person, joined=other)
    with pytest.raises(PlanRefused):
        along(eli, site, person)
    assert along(eli, site, other, part="supporting").participant_id == person.pk


@pytest.mark.parametrize("part", ["boss", ""])
def test_part_that_is_none_is_refused(ana: Actor, site: Site, person: Participant, part: str) -> None:
    with pytest.raises(PlanRefused):
        along(ana, site, person, part=part)


def test_only_colleagues_who_work_here_and_there_are_taken(
    dee: Actor, ben: Actor, cai: Actor, eli_member: StaffMember, site: Site, van: Site, person: Participant
) -> None:
    eli_member.all_sites = False
    eli_member.save()
    eli_member.sites.set([van])
    for nobody in (ben.staff_id, cai.staff_id, eli_member.pk, 0):
        with pytest.raises(PlanRefused) as refused:
            along(dee, site, person, staff_id=nobody)
        assert set(refused.value.fields) == {"staff"}
    assert along(dee, van, person, staff_id=eli_member.pk)


def test_hand_over_names_both_and_seals_the_note(
    ana: Actor, eli: Actor, site: Site, person: Participant
) -> None:
    before = along(ana, site, person)
    after = actions.hand_over(before.uid, eli.staff_id or 0, note=f" {NOTE} ", by=ana)
    before.refresh_from_db()
    assert (before.end_reason, before.ended_on) == ("handed_over", after.began_on)
    assert (after.staff_id, after.came_from_id, after.part) == (eli.staff_id, before.pk, "primary")
    assert note_of(after) == NOTE
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM plans_assignment")
        assert NOTE.encode() not in b"".join(bytes(str(row), "utf-8") for row in cursor.fetchall())
    (entry,) = written(ana, "case.handed_over")
    assert "rung" not in str(entry.fields)


def test_hand_over_twice_makes_one_and_one_that_ended_is_refused(
    ana: Actor, dee: Actor, eli: Actor, site: Site, person: Participant
) -> None:
    before = along(ana, site, person)
    first, again = (actions.hand_over(before.uid, eli.staff_id or 0, by=ana) for _ in range(2))
    assert first == again
    with pytest.raises(PlanRefused):
        actions.hand_over(before.uid, dee.staff_id or 0, by=ana)


def test_hand_over_to_who_helps_already_leaves_one_first_contact(
    ana: Actor, eli: Actor, site: Site, person: Participant
) -> None:
    before = along(ana, site, person)
    along(eli, site, person, part="supporting")
    actions.hand_over(before.uid, eli.staff_id or 0, by=ana)
    (now,) = Assignment.objects.of(ana).filter(ended_on=None)
    assert (now.staff_id, now.part) == (eli.staff_id, "primary")


def test_helper_hands_over_to_the_first_contact_who_stays_it(
    ana: Actor, eli: Actor, site: Site, person: Participant
) -> None:
    along(eli, site, person)
    helps = along(ana, site, person, part="supporting")
    assert actions.hand_over(helps.uid, eli.staff_id or 0, by=ana).part == "primary"


@pytest.mark.parametrize(("note", "fits"), [("a" * 1000, True), ("a" * 1001, False), ("a\x00", False)])
def test_note_ends_at_a_thousand_characters(
    ana: Actor, eli: Actor, site: Site, note: str, fits: bool
) -> None:
    one = along(ana, site)
    if fits:
        assert actions.hand_over(one.uid, eli.staff_id or 0, note=note, by=ana)
    else:
        with pytest.raises(PlanRefused) as refused:
            actions.hand_over(one.uid, eli.staff_id or 0, note=note, by=ana)
        assert set(refused.value.fields) == {"note"}


def test_to_oneself_is_no_hand_over(ana: Actor, site: Site) -> None:
    with pytest.raises(PlanRefused):
        actions.hand_over(along(ana, site).uid, ana.staff_id or 0, by=ana)


def test_what_belongs_to_others_is_left_alone(
    ana: Actor, dee: Actor, eli: Actor, cai: Actor, far: Actor, site: Site
) -> None:
    one = along(ana, site)
    with pytest.raises(NotAllowed):
        actions.end_assignment(one.uid, "wish", by=eli)
    for nobody in (cai, replace(eli, site_ids=frozenset())):
        with pytest.raises(NotFound):
            actions.hand_over(one.uid, eli.staff_id or 0, by=nobody)
    with pytest.raises(NotFound):
        actions.end_assignment(uuid7(), "wish", by=dee)
    assert actions.end_assignment(one.uid, "wish", by=far).end_reason == "wish"


@pytest.mark.parametrize("reason", ["handed_over", "lazy", ""])
def test_reason_is_one_of_the_list(ana: Actor, site: Site, reason: str) -> None:
    with pytest.raises(PlanRefused):
        actions.end_assignment(along(ana, site).uid, reason, by=ana)


def test_ended_once_it_stays_as_it_ended(ana: Actor, site: Site) -> None:
    one = along(ana, site)
    actions.end_assignment(one.uid, "wish", by=ana)
    assert actions.end_assignment(one.uid, "moved", by=ana).end_reason == "wish"
    assert len(written(ana, "case.ended")) == 1


def test_whole_load_goes_at_once_or_not_at_all(
    ana: Actor, dee: Actor, eli_member: StaffMember, site: Site, van: Site
) -> None:
    here, there = along(ana, site), along(ana, van)
    eli_member.all_sites = False
    eli_member.save()
    eli_member.sites.set([site])
    with pytest.raises(PlanRefused):
        actions.hand_over_load(ana.staff_id or 0, eli_member.pk, by=ana)
    assert not Assignment.objects.of(ana).filter(staff=eli_member).exists()
    eli_member.sites.add(van)
    assert actions.hand_over_load(ana.staff_id or 0, eli_member.pk, note=NOTE, by=dee) == 2
    handed = Assignment.objects.of(ana).filter(staff=eli_member, ended_on=None)
    assert {one.came_from_id for one in handed} == {here.pk, there.pk}
    assert actions.hand_over_load(ana.staff_id or 0, eli_member.pk, by=dee) == 0


def test_manager_of_one_site_hands_over_what_is_there(
    ana: Actor, dee: Actor, eli: Actor, site: Site, van: Site
) -> None:
    along(ana, site)
    stays = along(ana, van)
    near = replace(dee, site_ids=frozenset({site.pk}))
    assert actions.hand_over_load(ana.staff_id or 0, eli.staff_id or 0, by=near) == 1
    stays.refresh_from_db()
    assert stays.ended_on is None


def test_worker_hands_over_nobody_elses_load(ana: Actor, eli: Actor, site: Site) -> None:
    along(ana, site)
    with pytest.raises(NotAllowed):
        actions.hand_over_load(ana.staff_id or 0, eli.staff_id or 0, by=eli)


def test_only_who_may_go_along_is_offered(dee: Actor, ana: Actor, ben_member: StaffMember) -> None:
    assert [one.name for one in colleagues(dee)] == ["Ana", "Dee"]
    assert ben_member.role == RoleName.READ_ONLY
