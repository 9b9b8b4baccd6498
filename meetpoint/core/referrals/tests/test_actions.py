"""Making referrals and closing their loops."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.consent.models import Disclosure
from meetpoint.core.directory import actions as directory
from meetpoint.core.encounters.queries.days import figures_by_day
from meetpoint.core.people.errors import Erased
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions, figures, privacy, queries
from meetpoint.core.referrals.errors import ReferralRefused, StepNotPossible
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.tests.factories import TODAY, new, recorded
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7


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


def test_linkage_without_a_day_is_today_at_the_site(ana, site):
    referral = actions.make_referral(new(site), by=ana)
    with clock.stand_at(datetime(2026, 3, 18, 2, tzinfo=UTC)):  # the evening before in New York
        actions.change_status(referral.uid, "completed", by=ana)
    assert Referral.objects.of(ana).get().linked_on == date(2026, 3, 17)


@pytest.mark.parametrize("on", [date(2099, 1, 1), date(2026, 3, 18), TODAY - timedelta(days=1)])
def test_linkage_before_the_referral_or_to_come_is_refused(ana, site, on):
    referral = actions.make_referral(new(site), by=ana)
    with clock.stand_at(datetime(2026, 3, 18, 2, tzinfo=UTC)), pytest.raises(ReferralRefused) as refused:
        actions.change_status(referral.uid, "completed", by=ana, on=on)
    assert set(refused.value.fields) == {"on"}
    assert Referral.objects.of(ana).get().status == "requested"


def kept(organisation_id, slug):
    amounts = figures_by_day(organisation_id, [slug], TODAY, TODAY + timedelta(days=9))[slug]
    return [(figure.day, figure.amount) for figure in amounts]


def test_sums_of_past_days_follow_what_becomes_of_a_referral(ana, site, org):
    assert kept(org.pk, "referrals_made") == []
    referral = actions.make_referral(new(site), by=ana)
    assert kept(org.pk, "referrals_made") == [(TODAY, 1)]
    assert kept(org.pk, "referrals_linked") == []
    linked_on = TODAY + timedelta(days=3)
    actions.change_status(referral.uid, "completed", by=ana, on=linked_on)
    assert kept(org.pk, "referrals_linked") == [(linked_on, 1)]
    actions.change_status(referral.uid, "entered-in-error", by=ana)
    assert kept(org.pk, "referrals_made") == kept(org.pk, "referrals_linked") == []


def test_refusal_at_the_gate_stays_accounted_for(ana, site):
    without = replace(ana, permissions=ana.permissions - {"consent:referral:send"})
    with pytest.raises(NotAllowed):
        actions.make_referral(new(site), by=without)
    assert [entry.allowed for entry in Disclosure.objects.of(ana)] == [False]
    assert not Referral.objects.of(ana).exists()


def test_erased_participant_is_neither_referred_nor_promised_anything(ana, site, participant):
    Participant.objects.of(ana).filter(pk=participant.pk).update(erased_at=clock.now())
    with pytest.raises(Erased):
        actions.make_referral(new(site, participant_id=participant.pk), by=ana)
    with pytest.raises(Erased):
        promise(ana, site, participant_id=participant.pk)
    assert not Referral.objects.of(ana).exists()
    assert not FollowUpTask.objects.of(ana).exists()
    assert not Disclosure.objects.of(ana).exists()


def test_joined_participant_leads_to_the_record_that_was_kept(ana, site, org, participant):
    joined = Participant.objects.create(organisation=org, uid=uuid7(), merged_into=participant)
    referral = actions.make_referral(new(site, participant_id=joined.pk), by=ana)
    task = promise(ana, site, participant_id=joined.pk)
    assert referral.participant_id == task.participant_id == participant.pk
    assert Disclosure.objects.of(ana).get().participant_id == participant.pk


def promise(by, site, **more):
    given = {"uid": uuid7(), "site_id": site.pk, "what": "Call", "due_on": TODAY, "by": by}
    return actions.add_task(**{**given, **more})


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2099, 1, 1)])
def test_promise_for_a_day_nobody_will_see_is_refused(ana, site, day):
    with pytest.raises(ReferralRefused) as refused:
        promise(ana, site, due_on=day)
    assert set(refused.value.fields) == {"due_on"}
    with pytest.raises(ReferralRefused) as refused:
        actions.make_referral(new(site, follow_up_on=day), by=ana)
    assert set(refused.value.fields) == {"follow_up_on"}


def test_task_of_other_organisations_site_or_person_does_not_exist(ana, site, other_site, other_org):
    theirs = Participant.objects.create(organisation=other_org, uid=uuid7())
    for more in ({"site_id": other_site.pk}, {"participant_id": theirs.pk}):
        with pytest.raises(ReferralRefused):
            promise(ana, site, **more)


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
    made = recorded(ana, site, {"kind": "detox", "to_name": "Hill House"}, participant_id=participant.pk)
    referral = Referral.objects.of(ana).get()
    assert (referral.encounter_id, referral.participant_id, referral.kind) == (
        made.id,
        participant.pk,
        "detox",
    )


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
