"""Making referrals and closing their loops."""

from datetime import date, timedelta

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory import actions as directory
from meetpoint.core.encounters.actions import record_encounter
from meetpoint.core.encounters.entry import NewEncounter
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions, figures, privacy, queries
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

TODAY = date(2026, 3, 14)


def new(site, **more):
    given = {
        "uid": uuid7(),
        "site_id": site.pk,
        "kind": "housing",
        "local_date": TODAY,
        "made_at": clock.now(),
    }
    return actions.NewReferral(**{**given, **more})


@pytest.fixture
def participant(org):
    return Participant.objects.create(organisation=org, uid=uuid7())


def test_referral_makes_slip_step_task_disclosure_and_audit_entry(ana, site):
    referral = actions.make_referral(new(site, to_name=" Shelter on Main "), by=ana)
    assert (referral.status, referral.to_name, len(referral.slip)) == ("requested", "Shelter on Main", 8)
    assert [change.status for change in referral.changes.all()] == ["requested"]
    task = FollowUpTask.objects.of(ana).get()
    assert (task.referral_id, task.due_on) == (referral.pk, TODAY + timedelta(days=14))
    assert Disclosure.objects.of(ana).filter(kind="referral", allowed=True).count() == 1
    assert AuditEntry.objects.unscoped("test").filter(action="referral.made").count() == 1


def test_same_uid_again_makes_nothing_new(ana, site):
    entry = new(site)
    assert actions.make_referral(entry, by=ana).pk == actions.make_referral(entry, by=ana).pk
    assert Referral.objects.of(ana).count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "spaceflight"}, "kind"),
        ({"to_name": "x" * 161}, "to_name"),
        ({"to_name": "a\x00b"}, "to_name"),
    ],
)
def test_wrong_words_are_refused_by_field(ana, site, more, field):
    with pytest.raises(ReferralRefused) as refused:
        actions.make_referral(new(site, **more), by=ana)
    assert set(refused.value.fields) == {field}


def test_other_organisations_site_entry_and_person_do_not_exist(ana, dee, cai, site, other_site, other_org):
    theirs = Participant.objects.create(organisation=other_org, uid=uuid7())
    entry = directory.add_entry(uuid7(), directory.EntryFacts(name="Clinic", kind="health"), by=cai)
    for more in ({"site_id": other_site.pk}, {"entry_id": entry.pk}, {"participant_id": theirs.pk}):
        with pytest.raises(ReferralRefused):
            actions.make_referral(new(site, **more), by=ana)


def test_reader_may_not_refer(ben, site):
    with pytest.raises(NotAllowed):
        actions.make_referral(new(site), by=ben)


def test_linkage_walks_the_steps_and_finishes_the_task(ana, site):
    referral = actions.make_referral(new(site), by=ana)
    actions.change_status(referral.uid, "completed", by=ana, said_by="participant", on=TODAY)
    referral.refresh_from_db()
    assert (referral.status, referral.linked_on, referral.status_from) == ("completed", TODAY, "participant")
    assert referral.closed_at is not None
    assert [c.status for c in referral.changes.order_by("id")] == [
        "requested",
        "accepted",
        "in-progress",
        "completed",
    ]
    assert FollowUpTask.objects.of(ana).get().done_at is not None


def test_linkage_without_a_day_is_today(ana, site):
    referral = actions.make_referral(new(site), by=ana)
    actions.change_status(referral.uid, "completed", by=ana)
    assert Referral.objects.of(ana).get().linked_on == clock.now().date()


def test_acceptance_leaves_the_loop_open(ana, site):
    referral = actions.make_referral(new(site), by=ana)
    actions.change_status(referral.uid, "accepted", by=ana)
    assert [r.uid for r in queries.open_loops(ana)] == [referral.uid]
    assert FollowUpTask.objects.of(ana).get().done_at is None


@pytest.mark.parametrize(
    ("status", "more", "field"),
    [
        ("rejected", {}, "reason"),
        ("rejected", {"reason": "x" * 201}, "reason"),
        ("accepted", {"said_by": "rumour"}, "said_by"),
    ],
)
def test_change_without_what_it_needs_is_refused(ana, site, status, more, field):
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(ReferralRefused) as refused:
        actions.change_status(referral.uid, status, by=ana, **more)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize("status", ["draft", "nonsense"])
def test_impossible_step_says_so(ana, site, status):
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(StepNotPossible):
        actions.change_status(referral.uid, status, by=ana)


def test_other_organisation_finds_no_referral(ana, cai, site):
    referral = actions.make_referral(new(site), by=ana)
    with pytest.raises(NotFound):
        actions.change_status(referral.uid, "accepted", by=cai)


def test_referral_entered_with_an_encounter_belongs_to_it(ana, site, participant):
    entry = NewEncounter(
        uid=uuid7(),
        site_id=site.pk,
        occurred_at=clock.now(),
        participant_id=participant.pk,
        sections={"referral": {"kind": "detox", "to_name": "Hill House"}},
    )
    recorded = record_encounter(entry, by=ana)
    referral = Referral.objects.of(ana).get()
    assert (referral.encounter_id, referral.participant_id, referral.kind) == (
        recorded.id,
        participant.pk,
        "detox",
    )


def test_section_without_a_kind_makes_no_referral(ana, site):
    entry = NewEncounter(
        uid=uuid7(), site_id=site.pk, occurred_at=clock.now(), sections={"referral": {"to_name": "?"}}
    )
    record_encounter(entry, by=ana)
    assert not Referral.objects.of(ana).exists()


def test_task_is_added_finished_and_reopened_once(ana, site, participant):
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Bring boots", "due_on": TODAY, "by": ana}
    task = actions.add_task(**given, participant_id=participant.pk)
    assert actions.add_task(**given).pk == task.pk
    assert [t.pk for t in queries.tasks_due(ana, site.pk, TODAY)] == [task.pk]
    actions.finish_task(task.uid, by=ana)
    first = actions.finish_task(task.uid, by=ana).done_at
    assert first is not None
    assert actions.reopen_task(task.uid, by=ana).done_at is None
    assert AuditEntry.objects.unscoped("test").filter(subject="task").count() == 3


@pytest.mark.parametrize("what", ["", "  ", "x" * 201, "a\x00"])
def test_task_without_usable_words_is_refused(ana, site, what):
    with pytest.raises(ReferralRefused):
        actions.add_task(uid=uuid7(), site_id=site.pk, what=what, due_on=TODAY, by=ana)


def test_other_organisation_finds_no_task(ana, cai, site):
    task = actions.add_task(uid=uuid7(), site_id=site.pk, what="Call", due_on=TODAY, by=ana)
    with pytest.raises(NotFound):
        actions.finish_task(task.uid, by=cai)


def test_figures_count_made_and_linked_but_no_mistakes(ana, site, org):
    linked, mistake = (actions.make_referral(new(site), by=ana) for _ in range(2))
    actions.make_referral(new(site), by=ana)
    actions.change_status(linked.uid, "completed", by=ana, on=TODAY + timedelta(days=3))
    actions.change_status(mistake.uid, "entered-in-error", by=ana)
    span = (org.pk, TODAY, TODAY + timedelta(days=5))
    assert [(f.day, f.amount) for f in figures.made_by_day(*span)] == [(TODAY, 2)]
    assert [(f.day, f.amount) for f in figures.linked_by_day(*span)] == [(TODAY + timedelta(days=3), 1)]


def test_erasing_unlinks_and_blanks_but_keeps_the_count(ana, site, participant, org):
    referral = actions.make_referral(new(site, participant_id=participant.pk, to_name="Aunt May"), by=ana)
    actions.change_status(referral.uid, "rejected", by=ana, reason="No bed for her dog")
    assert privacy.export(ana, participant.pk)["referrals"][0]["to_name"] == "Aunt May"
    privacy.erase(ana, participant.pk)
    referral.refresh_from_db()
    assert (referral.participant_id, referral.to_name, referral.status_reason) == (None, "", "")
    assert set(referral.changes.values_list("reason", flat=True)) == {""}
    assert not FollowUpTask.objects.of(ana).exists()
    assert [f.amount for f in figures.made_by_day(org.pk, TODAY, TODAY)] == [1]


def test_retention_removes_old_finished_tasks_only(ana, site):
    old, young = (
        actions.add_task(uid=uuid7(), site_id=site.pk, what="Call", due_on=TODAY, by=ana) for _ in range(2)
    )
    with clock.stand_at(clock.now() - timedelta(days=200)):
        actions.finish_task(old.uid, by=ana)
    actions.finish_task(young.uid, by=ana)
    assert privacy.retain(ana, clock.now().date()) == 1
    assert FollowUpTask.objects.of(ana).get().pk == young.pk


def test_timeline_shows_newest_first_before_a_moment(ana, site, participant):
    first, second = (
        actions.make_referral(
            new(site, participant_id=participant.pk, made_at=clock.now() - timedelta(days=days)), by=ana
        )
        for days in (2, 1)
    )
    entries = queries.timeline(ana, participant.pk, clock.now(), 10)
    assert [entry.uid for entry in entries] == [second.uid, first.uid]
    assert [e.uid for e in queries.timeline(ana, participant.pk, second.made_at, 10)] == [first.uid]
