"""The pages of recalls: opening one, what it shows, telling people, and the lists."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetpoint.core.consent.models import Disclosure
from meetpoint.core.encounters.tests.factories import encounter, make_participant
from meetpoint.core.organisations.models import Site
from meetpoint.core.recalls import actions
from meetpoint.core.recalls.models import Recall, Step, StepKind, Told
from meetpoint.core.recalls.tests.conftest import Story
from meetpoint.core.recalls.tests.factories import recall
from meetpoint.core.supplies.models import Balance, Lot
from meetpoint.core.supplies.tests.factories import stock
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.identifiers import uuid7

LIST = reverse("recalls:list")


def page(browser: Client, name: str, *args: object) -> str:
    response = browser.get(reverse(f"recalls:{name}", args=args))
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def posted(uid: object, **said: object) -> dict[str, object]:
    return {"uid": uid, "source": "Maker", "reference": "R-9", "numbers": "417063", "set_aside": "on", **said}


def test_opening_a_recall_finds_its_lots_and_kits_and_sets_them_aside(
    dee_browser: Client, dee: Actor, story: Story
) -> None:
    uid = uuid7()
    response = dee_browser.post(reverse("recalls:open"), posted(uid, numbers="Lot 417 063"))
    assert response["Location"] == reverse("recalls:detail", args=[uid])
    shown = page(dee_browser, "detail", uid)
    assert "K-7" in shown
    assert "Opened: 2 lots are meant." in shown
    assert not Lot.objects.of(dee).filter(quarantined_at=None).exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"numbers": ""}, "Write at least one lot number"),
        ({"source": " "}, "This field is required."),
        ({"issued_on": "2999-01-01"}, "A notice has a date in the past."),
        ({"serial_from": "abc"}, "Write a serial number that ends in digits"),
    ],
)
def test_a_notice_that_cannot_be_keeps_what_was_typed(
    dee_browser: Client, dee: Actor, said: dict[str, str], words: str
) -> None:
    response = dee_browser.post(reverse("recalls:open"), posted(uuid7(), **said))
    shown = response.content.decode()
    assert words in shown or "Please fill this in." in shown
    assert "R-9" in shown
    assert not Recall.objects.of(dee).exists()


def test_everything_to_mend_is_said_at_once(dee_browser: Client, dee: Actor, story: Story) -> None:
    form = dee_browser.post(reverse("recalls:open"), posted(uuid7(), numbers=" ", source="")).context["form"]
    assert form.errors.keys() == {"numbers", "source"}


def test_spanish_names_state_and_step_in_their_own_words(
    dee_browser: Client, dee: Actor, story: Story
) -> None:
    uid = uuid7()
    dee_browser.post(reverse("recalls:open"), posted(uid))
    dee_browser.post(reverse("recalls:close", args=[uid]))
    spanish = {"accept-language": "es"}
    listed = dee_browser.get(reverse("recalls:list"), headers=spanish).content.decode()
    assert "Cerrado</span>" in listed
    assert "Cerrados" not in listed
    shown = dee_browser.get(reverse("recalls:detail", args=[uid]), headers=spanish).content.decode()
    assert "Se abrió" in shown
    assert "Se cerró" in shown


def test_the_page_counts_what_the_story_says(dee_browser: Client, dee: Actor, story: Story) -> None:
    opened = recall(dee, set_aside=False)
    shown = page(dee_browser, "detail", opened.uid)
    assert "12 of them not set aside" in shown  # 7 vials at the plaza, 4 at the van, one kit
    assert "in 2 encounters" in shown
    assert "0 of 1 told" in shown
    assert "Set all of it aside, everywhere" in shown


def test_one_tap_sets_aside_and_one_more_takes_off_the_shelf(
    dee_browser: Client, dee: Actor, story: Story, van: Site
) -> None:
    opened = recall(dee, set_aside=False)
    dee_browser.post(reverse("recalls:set_aside", args=[opened.uid]))
    assert "all set aside" in page(dee_browser, "detail", opened.uid)
    said = {"site": van.pk, "lot": story.lot.pk, "batch": uuid4()}
    for _twice in range(2):
        dee_browser.post(reverse("recalls:dispose", args=[opened.uid]), said)
    assert Balance.objects.of(dee).get(site=van, lot=story.lot).quantity == 0
    assert Step.objects.of(dee).get(kind=StepKind.DISPOSED).amount == 4


def test_a_page_that_was_out_of_date_says_so(dee_browser: Client, dee: Actor, story: Story) -> None:
    opened = recall(dee)
    response = dee_browser.post(reverse("recalls:dispose", args=[opened.uid]), {"batch": "x"})
    assert response.status_code == 422


def test_telling_one_person_takes_them_off_the_list(ana_browser: Client, dee: Actor, story: Story) -> None:
    opened = recall(dee)
    tell = reverse("recalls:tell", args=[opened.uid, story.kim.uid])
    assert tell in page(ana_browser, "people", opened.uid)
    assert "Naloxone vial" in ana_browser.get(tell).content.decode()
    ana_browser.post(tell, {"outcome": "brought_back"})
    assert Told.objects.of(dee).get().outcome == "brought_back"
    assert tell not in page(ana_browser, "people", opened.uid)
    ana_browser.post(reverse("recalls:untell", args=[opened.uid, story.kim.uid]))
    assert tell in page(ana_browser, "people", opened.uid)


def test_anonymous_people_are_counted_and_never_listed(ana_browser: Client, dee: Actor, story: Story) -> None:
    opened = recall(dee)
    assert "1 more person came without a code" in page(ana_browser, "people", opened.uid)


def test_what_came_back_without_a_code_is_counted_once(ana_browser: Client, dee: Actor, site: Site) -> None:
    opened = recall(dee)
    said = {"site": site.pk, "units": 3, "batch": uuid4()}
    for _twice in range(2):
        ana_browser.post(reverse("recalls:brought_back", args=[opened.uid]), said)
    assert [step.amount for step in Step.objects.of(dee).filter(kind=StepKind.BROUGHT_BACK)] == [3]
    ana_browser.post(reverse("recalls:brought_back", args=[opened.uid]), {**said, "units": 0})
    assert "Write how many came back" in page(ana_browser, "detail", opened.uid)


def test_the_notice_is_in_both_languages_and_passes_the_gate(
    dee_browser: Client, dee: Actor, story: Story
) -> None:
    opened = recall(dee, problem="The spray may not work.", problem_es="El espray puede fallar.")
    shown = page(dee_browser, "notice", opened.uid)
    assert "Please look at your packs" in shown
    assert "mire sus paquetes" in shown
    assert "The spray may not work." in shown
    assert "El espray puede fallar." in shown
    assert "417063" in shown
    entry = Disclosure.objects.of(dee).get()
    assert (entry.kind, entry.what, entry.allowed) == ("print", "recall notice", True)
    assert Step.objects.of(dee).filter(kind=StepKind.POSTED).count() == 1


def test_a_reader_sees_a_recall_and_changes_nothing(sign_in, ben_member, dee: Actor, story: Story) -> None:
    browser = sign_in(None, ben_member)
    opened = recall(dee, set_aside=False)
    assert "Set all of it aside" not in page(browser, "detail", opened.uid)
    for name in ("set_aside", "dispose", "close", "reopen", "brought_back"):
        assert browser.post(reverse(f"recalls:{name}", args=[opened.uid])).status_code == 403
    assert browser.get(reverse("recalls:people", args=[opened.uid])).status_code == 403


def test_closing_and_opening_again_by_button(dee_browser: Client, dee: Actor, story: Story) -> None:
    opened = recall(dee)
    dee_browser.post(reverse("recalls:close", args=[opened.uid]))
    assert "Open it again" in page(dee_browser, "detail", opened.uid)
    dee_browser.post(reverse("recalls:reopen", args=[opened.uid]))
    assert "Close the recall" in page(dee_browser, "detail", opened.uid)


def test_changing_the_words_and_naming_more_lots(
    dee_browser: Client, dee: Actor, story: Story, site: Site
) -> None:
    opened = recall(dee)
    said = {"source": "Authority", "reference": "A-2", "advice": "do_not_use"}
    dee_browser.post(reverse("recalls:change", args=[opened.uid]), said)
    stock(dee, site.pk, story.vial, 5, lot="72680LL")
    dee_browser.post(reverse("recalls:name_more", args=[opened.uid]), {"numbers": "72680ll"})
    shown = page(dee_browser, "detail", opened.uid)
    assert "Authority A-2" in shown
    assert "72680LL" in shown
    assert "1 more lot is meant." in shown
    for name in ("change", "name_more"):
        assert "Authority A-2" in page(dee_browser, name, opened.uid)


def _many(dee: Actor, site: Site, story: Story, rows: int) -> Recall:
    for _row in range(rows - 1):
        person = make_participant(dee.organisation_id)
        encounter(dee, site, {story.vial: 1}, participant_id=person.pk)
        recall(dee, numbers=f"X{_row}", reference=f"R-{_row}")
    return recall(dee)


LISTS = {"list": 4, "people": 12, "encounters": 12}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), LISTS.items())
def test_lists_ask_the_same_number_of_queries(
    dee_browser: Client,
    dee: Actor,
    site: Site,
    story: Story,
    rows: int,
    name: str,
    queries: int,
    django_assert_num_queries: object,
) -> None:
    opened = _many(dee, site, story, rows)
    address = reverse(f"recalls:{name}", args=[] if name == "list" else [opened.uid])
    dee_browser.get(address)
    with django_assert_num_queries(queries):  # type: ignore[operator]
        assert dee_browser.get(address).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_number_of_queries(
    dee_browser: Client, dee: Actor, site: Site, story: Story, rows: int, django_assert_num_queries: object
) -> None:
    opened = _many(dee, site, story, rows)
    address = reverse("recalls:detail", args=[opened.uid])
    dee_browser.get(address)
    with django_assert_num_queries(30):  # type: ignore[operator]
        assert dee_browser.get(address).status_code == 200


def test_lists_leave_as_files_through_the_gate(dee_browser: Client, dee: Actor, story: Story) -> None:
    opened = recall(dee)
    for name in ("encounters", "people"):
        address = reverse(f"recalls:{name}", args=[opened.uid])
        response = dee_browser.get(f"{address}?format=csv")
        text = b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
        assert len(text.splitlines()) >= 2
    assert Disclosure.objects.of(dee).count() == 2


def test_another_programme_finds_nothing(sign_in, cai_member, cai: Actor, dee: Actor, story: Story) -> None:
    opened = recall(dee)
    browser = sign_in(None, cai_member)
    assert str(opened) not in page(browser, "list")
    for name in ("detail", "people", "encounters", "notice"):
        assert browser.get(reverse(f"recalls:{name}", args=[opened.uid])).status_code == 404
    assert actions.look_at_lots(cai, [story.lot.pk]) == []
