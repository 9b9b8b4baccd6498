"""What recalls change: lots that come in later, hand-outs that go on, closing, and who was told."""

from uuid import uuid4

import pytest

from meetpoint.core.audit.models import AuditEntry
from meetpoint.core.encounters.actions import correct_encounter
from meetpoint.core.encounters.tests.factories import audit_of, encounter, make_participant, new_encounter
from meetpoint.core.organisations.models import Site
from meetpoint.core.people.actions import merge_participants
from meetpoint.core.people.models import Participant
from meetpoint.core.recalls import actions, queries
from meetpoint.core.recalls.actions import Notice
from meetpoint.core.recalls.errors import RecallClosed, SameRecallOtherContent
from meetpoint.core.recalls.models import Recall, RecalledLot, Step, StepKind, Told
from meetpoint.core.recalls.rules import Name, read_names
from meetpoint.core.recalls.tests.conftest import Story
from meetpoint.core.recalls.tests.factories import recall
from meetpoint.core.supplies.actions import (
    Delivery,
    Packing,
    correct_lot,
    make_kits,
    receive_stock,
    release_lot,
)
from meetpoint.core.supplies.models import Lot
from meetpoint.core.supplies.tests.factories import make_item, on_shelf, stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError, NotAllowed, NotFound
from meetpoint.lib.identifiers import uuid7

NAMES = read_names("417063")


def kinds(by: Actor, opened: Recall) -> list[str]:
    return list(Step.objects.of(by).filter(recall=opened).order_by("id").values_list("kind", flat=True))


def test_a_recall_is_opened_once_with_its_history_and_audit(dee: Actor, story: Story) -> None:
    uid, notice = uuid7(), Notice(source=" The  maker ", reference="R-1")
    opened = actions.open_recall(uid, notice, NAMES, by=dee)
    assert actions.open_recall(uid, notice, NAMES, by=dee) == opened
    assert (str(opened), opened.is_open) == ("The maker R-1", True)
    assert kinds(dee, opened) == ["opened", "set_aside"]
    assert [entry.fields for entry in audit_of(dee, "recall.opened")] == ['{"amount":1}']
    assert "maker" not in "".join(AuditEntry.objects.of(dee).values_list("fields", flat=True))
    with pytest.raises(SameRecallOtherContent):
        actions.open_recall(uid, Notice(source="Another"), NAMES, by=dee)


def test_what_cannot_be_a_recall_is_refused(dee: Actor, ana: Actor) -> None:
    for notice, names in (
        (Notice(source=" "), NAMES),
        (Notice(source="Maker", advice="eat it"), NAMES),
        (Notice(source="Maker"), []),
    ):
        with pytest.raises(DomainError):
            actions.open_recall(uuid7(), notice, names, by=dee)
    with pytest.raises(NotAllowed):
        actions.open_recall(uuid7(), Notice(source="Maker"), NAMES, by=ana)
    assert not Recall.objects.of(dee).exists()


def test_a_hand_out_is_never_blocked_and_takes_no_recalled_unit(dee: Actor, story: Story, site: Site) -> None:
    recall(dee)
    stock(dee, site.pk, story.vial, 2, lot="GOOD")
    given = encounter(dee, site, {story.vial: 5})
    assert [(one.item_id, one.quantity) for one in given.shortages] == [(story.vial.pk, 3)]
    assert on_shelf(dee, site.pk, story.vial) == {"417063": 7, "": -3}


def test_a_lot_that_comes_in_later_is_set_aside_and_said(dee: Actor, ana: Actor, site: Site) -> None:
    opened = recall(dee)
    assert Step.objects.of(dee).get().amount == 0
    item = make_item(dee)
    delivery = Delivery(site_id=site.pk, item_id=item.pk, quantity=5, lot_number="LOT-1", reason="bought")
    assert receive_stock([delivery], by=ana, batch=uuid4()).warnings == ()
    other = Delivery(site_id=site.pk, item_id=item.pk, quantity=5, lot_number="417-063")
    posted = receive_stock([other], by=ana, batch=uuid4())
    assert "This lot is recalled (Maker R-1). Put it apart." in posted.warnings
    lot = Lot.objects.of(dee).get(number="417-063")
    assert lot.quarantined_at is not None
    assert kinds(dee, opened) == ["opened", "found"]
    receive_stock([other], by=ana, batch=uuid4())
    assert kinds(dee, opened) == ["opened", "found"]


def test_a_lot_that_had_been_misread_comes_and_goes(dee: Actor, story: Story) -> None:
    opened = recall(dee, "999")
    correct_lot(story.lot.pk, number="999", expires_on=None, by=dee)
    assert not Lot.objects.of(dee).filter(quarantined_at=None).exists(), "its kits are meant, too"
    assert queries.lots_of_recall(dee, opened.pk)[0] == [story.lot.pk, story.kits.pk]
    correct_lot(story.lot.pk, number="998", expires_on=None, by=dee)
    assert not RecalledLot.objects.of(dee).exists()


def test_kits_that_bear_a_recalled_number_are_meant_when_packed(dee: Actor, story: Story, site: Site) -> None:
    recall(dee, "K-9")
    packing = Packing(
        site_id=site.pk, kit_id=story.kit.pk, quantity=1, lot_number="K-9", serial_from="1", serial_to="1"
    )
    posted = make_kits(packing, by=dee, batch=uuid4())
    assert posted.warnings == ("This lot is recalled (Maker R-1). Put it apart.",)


def test_more_lots_are_named_once(dee: Actor, story: Story, site: Site) -> None:
    opened = recall(dee)
    more = stock(dee, site.pk, story.vial, 5, lot="72680LL")
    assert more is not None
    assert actions.name_more(opened.uid, [*NAMES, Name("72680LL")], by=dee) == [more.pk]
    assert actions.name_more(opened.uid, [Name("72680LL")], by=dee) == []
    assert opened.names.count() == 2


def test_setting_aside_again_does_nothing_new(dee: Actor, story: Story) -> None:
    opened = recall(dee)
    assert actions.set_recalled_aside(opened.uid, by=dee) == 0
    release_lot(story.kits.pk, by=dee)
    assert actions.set_recalled_aside(opened.uid, by=dee) == 1


def test_only_reached_lots_are_disposed_of_and_once(dee: Actor, story: Story, site: Site, van: Site) -> None:
    opened = recall(dee)
    other = stock(dee, site.pk, story.vial, 5, lot="GOOD")
    assert other is not None
    batch = uuid4()
    for _twice in range(2):
        assert (
            actions.dispose_recalled(opened.uid, site_id=site.pk, lot_id=story.kits.pk, by=dee, batch=batch)
            == 1
        )
    gone = {"site_id": site.pk, "lot_id": story.kits.pk, "by": dee}
    assert actions.dispose_recalled(opened.uid, **gone, batch=uuid4()) == 0
    assert actions.dispose_recalled(opened.uid, **{**gone, "site_id": van.pk}, batch=uuid4()) == 0
    with pytest.raises(DomainError, match="does not mean"):
        actions.dispose_recalled(opened.uid, **{**gone, "lot_id": other.pk}, batch=uuid4())


def test_a_closed_recall_changes_nothing_until_it_is_opened_again(
    dee: Actor, story: Story, site: Site
) -> None:
    opened = recall(dee)
    assert not actions.close_recall(opened.uid, by=dee).is_open
    for change in (
        lambda: actions.close_recall(opened.uid, by=dee),
        lambda: actions.change_recall(opened.uid, Notice(source="X"), by=dee),
        lambda: actions.name_more(opened.uid, NAMES, by=dee),
        lambda: actions.set_recalled_aside(opened.uid, by=dee),
        lambda: actions.tell_person(opened.uid, story.kim, by=dee),
    ):
        with pytest.raises(RecallClosed):
            change()
    late = stock(dee, site.pk, make_item(dee, "Vial"), 5, lot="417063")
    assert late is not None
    assert late.quarantined_at is None
    assert actions.reopen_recall(opened.uid, by=dee).is_open
    assert actions.reopen_recall(opened.uid, by=dee).is_open
    assert late.pk in queries.lots_of_recall(dee, opened.pk)[0]
    assert kinds(dee, opened) == ["opened", "set_aside", "closed", "reopened"]


def test_words_of_a_notice_change(dee: Actor) -> None:
    opened = recall(dee)
    changed = actions.change_recall(opened.uid, Notice(source="Authority", problem=" It leaks. "), by=dee)
    assert (str(changed), changed.problem) == ("Authority", "It leaks.")
    with pytest.raises(NotFound):
        actions.change_recall(uuid7(), Notice(source="X"), by=dee)


def test_people_are_told_once_and_what_they_say_may_change(dee: Actor, ana: Actor, story: Story) -> None:
    opened = recall(dee)
    assert queries.concerns_of(ana, story.kim.pk)[0].units == 4
    actions.tell_person(opened.uid, story.kim, by=ana)
    actions.tell_person(opened.uid, story.kim, outcome="used", by=ana)
    assert Told.objects.of(dee).get().outcome == "used"
    assert queries.concerns_of(ana, story.kim.pk) == []
    actions.untell_person(opened.uid, story.kim, by=ana)
    assert len(queries.concerns_of(ana, story.kim.pk)) == 1
    with pytest.raises(DomainError):
        actions.tell_person(opened.uid, story.kim, outcome="shouted", by=ana)


def test_records_that_were_joined_are_one_person(dee: Actor, story: Story) -> None:
    opened = recall(dee)
    kept = make_participant(dee.organisation_id)
    merge_participants(kept=kept, joined=story.kim, by=dee)
    lots, _packings = queries.lots_of_recall(dee, opened.pk)
    assert list(queries.people_concerned(dee, lots)) == [kept]
    assert len(queries.concerns_of(dee, kept.pk)) == 1
    actions.tell_person(opened.uid, story.kim, by=dee)
    assert queries.people_counted(dee, opened, lots) == (1, 1)
    assert queries.concerns_of(dee, story.kim.pk) == []


def test_erased_people_are_nobody_to_tell(dee: Actor, story: Story) -> None:
    opened = recall(dee)
    story.kim.erased_at = opened.opened_at
    Participant.objects.of(dee).filter(pk=story.kim.pk).update(erased_at=opened.opened_at)
    with pytest.raises(NotFound):
        actions.tell_person(opened.uid, story.kim, by=dee)
    lots, _packings = queries.lots_of_recall(dee, opened.pk)
    assert not queries.people_concerned(dee, lots).exists()


def test_what_came_back_needs_a_number_and_a_site(dee: Actor, site: Site) -> None:
    opened = recall(dee)
    for units, place in ((0, site.pk), (3, 10**9)):
        with pytest.raises(DomainError):
            actions.take_in_brought_back(opened.uid, site_id=place, units=units, by=dee, batch=uuid4())
    assert not Step.objects.of(dee).filter(kind=StepKind.BROUGHT_BACK).exists()


def test_correction_after_the_recall_keeps_whom_it_reached(dee: Actor, site: Site, story: Story) -> None:
    notice = recall(dee)
    stock(dee, site.pk, story.vial, 50, lot="GOOD")
    shelf = on_shelf(dee, site.pk, story.vial)
    new = new_encounter(site, {story.vial: 3, story.kit: 1}, participant_id=story.kim.pk, note="Came by bike")
    again = correct_encounter(story.coded.uid, new, by=dee)
    assert on_shelf(dee, site.pk, story.vial) == shelf
    lots, _packings = queries.lots_of_recall(dee, notice.pk)
    assert list(queries.people_concerned(dee, lots)) == [story.kim]
    fewer = new_encounter(site, {story.vial: 1}, participant_id=story.kim.pk)
    fewer_again = correct_encounter(again.uid, fewer, by=dee)
    assert on_shelf(dee, site.pk, story.vial) == {**shelf, "417063": shelf["417063"] + 2}
    more = new_encounter(site, {story.vial: 4}, participant_id=story.kim.pk)
    correct_encounter(fewer_again.uid, more, by=dee)
    assert on_shelf(dee, site.pk, story.vial) == {"417063": shelf["417063"] + 2, "GOOD": 47}
    assert list(queries.people_concerned(dee, lots)) == [story.kim]


def test_correction_at_another_site_draws_there(dee: Actor, site: Site, van: Site, story: Story) -> None:
    new = new_encounter(van, {story.vial: 2}, participant_id=story.kim.pk)
    before = on_shelf(dee, van.pk, story.vial)["417063"]
    correct_encounter(story.coded.uid, new, by=dee)
    assert on_shelf(dee, van.pk, story.vial)["417063"] == before - 2
