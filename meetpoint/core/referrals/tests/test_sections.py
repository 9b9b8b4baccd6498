"""Referrals entered with a contact: refused, voided and corrected together with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.actions import correct_encounter, void_encounter
from meetpoint.core.encounters.models import Encounter
from meetpoint.core.people.models import Participant
from meetpoint.core.referrals import actions, figures, queries
from meetpoint.core.referrals.models import FollowUpTask, Referral
from meetpoint.core.referrals.tests.factories import contact, recorded
from meetpoint.lib import clock
from meetpoint.lib.errors import NotAllowed
from meetpoint.lib.identifiers import uuid7

DETOX = {"kind": "detox", "to_name": "Hill House"}


def without_leave(actor):  # type: ignore[no-untyped-def]
    return replace(actor, permissions=actor.permissions - {"consent:referral:send"})


def made_in_all(organisation_id):  # type: ignore[no-untyped-def]
    today = clock.now().date()
    amounts = figures.made_by_day(organisation_id, today - timedelta(days=2), today + timedelta(days=1))
    return sum(figure.amount for figure in amounts)


def test_refusal_at_the_gate_stays_accounted_for_and_stores_nothing(ana, site, participant) -> None:
    with pytest.raises(NotAllowed):
        recorded(without_leave(ana), site, DETOX, participant_id=participant.pk)
    entry = Disclosure.objects.of(ana).get()
    assert (entry.kind, entry.allowed, entry.participant_id) == ("referral", False, participant.pk)
    assert not Encounter.objects.of(ana).exists()
    assert not Referral.objects.of(ana).exists()


def test_leave_given_is_accounted_for_once(ana, site) -> None:
    recorded(ana, site, DETOX)
    assert [entry.allowed for entry in Disclosure.objects.of(ana)] == [True]


def test_place_alone_is_a_referral_for_something_else(ana, site) -> None:
    recorded(ana, site, {"to_name": "Aunt May's"})
    assert Referral.objects.of(ana).values_list("kind", "to_name").get() == ("other", "Aunt May's")


def test_voiding_the_contact_voids_the_referral_and_ends_its_task(ana, site, org) -> None:
    first = recorded(ana, site, DETOX)
    assert made_in_all(org.pk) == 1
    void_encounter(first.uid, reason="undo", by=ana)
    referral = Referral.objects.of(ana).get()
    assert (referral.status, referral.closed_at is not None) == ("entered-in-error", True)
    assert [step.status for step in referral.changes.order_by("id")] == ["requested", "entered-in-error"]
    assert FollowUpTask.objects.of(ana).get().done_at is not None
    assert made_in_all(org.pk) == 0
    assert list(queries.open_loops(ana)) == []


def test_voiding_leaves_other_contacts_and_earlier_mistakes_alone(ana, site) -> None:
    first, other = recorded(ana, site, DETOX), recorded(ana, site, DETOX)
    mistaken, kept = Referral.objects.of(ana).order_by("id")
    actions.change_status(mistaken.uid, "entered-in-error", by=ana)
    void_encounter(first.uid, reason="undo", by=ana)
    assert mistaken.changes.count() == 2
    kept.refresh_from_db()
    assert (kept.encounter_id, kept.status) == (other.id, "requested")


def test_correction_moves_the_referral_to_the_right_person_with_its_slip(ana, site, org, participant) -> None:
    right = Participant.objects.create(organisation=org, uid=uuid7())
    first = recorded(ana, site, DETOX, participant_id=participant.pk)
    slip = Referral.objects.of(ana).get().slip
    said = queries.sections_of(ana, [first.id])[first.id]
    better = correct_encounter(first.uid, contact(site, said, participant_id=right.pk), by=ana)
    referral = Referral.objects.of(ana).get()
    assert (referral.participant_id, referral.encounter_id) == (right.pk, better.id)
    assert (referral.slip, referral.status, referral.closed_at) == (slip, "requested", None)
    task = FollowUpTask.objects.of(ana).get()
    assert (task.participant_id, task.done_at) == (right.pk, None)
    told = Disclosure.objects.of(ana).order_by("id").values_list("participant_id", flat=True)
    assert list(told) == [participant.pk, right.pk]
    assert made_in_all(org.pk) == 1


def test_correction_keeps_what_became_of_the_referral(ana, site, org) -> None:
    first = recorded(ana, site, DETOX)
    referral = Referral.objects.of(ana).get()
    actions.change_status(referral.uid, "completed", by=ana, said_by="participant")
    correct_encounter(first.uid, contact(site, {"kind": "health"}), by=ana)
    after = Referral.objects.of(ana).get()
    assert (after.pk, after.kind, after.to_name) == (referral.pk, "health", "")
    assert (after.status, after.status_from, after.linked_on is not None) == (
        "completed",
        "participant",
        True,
    )
    assert after.closed_at is not None
    assert FollowUpTask.objects.of(ana).get().done_at is not None
    assert Disclosure.objects.of(ana).count() == 1


def test_correction_without_the_referral_ends_it(ana, site) -> None:
    first = recorded(ana, site, DETOX)
    correct_encounter(first.uid, contact(site, None), by=ana)
    assert Referral.objects.of(ana).get().status == "entered-in-error"


def test_correction_after_a_mistake_makes_a_new_referral(ana, site) -> None:
    first = recorded(ana, site, DETOX)
    actions.change_status(Referral.objects.of(ana).get().uid, "entered-in-error", by=ana)
    assert queries.sections_of(ana, [first.id]) == {}
    correct_encounter(first.uid, contact(site, DETOX), by=ana)
    assert [r.status for r in Referral.objects.of(ana).order_by("id")] == ["entered-in-error", "requested"]


def test_correction_begins_with_the_referral_on_the_page(sign_in, ana_member, ana, site) -> None:
    first = recorded(ana, site, DETOX)
    page = sign_in(None, ana_member).get(reverse("encounters:correct", args=[first.uid]))
    assert b"Hill House" in page.content
