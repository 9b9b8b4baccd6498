"""The first visit: nobody but the owner of the server gets through it, and only once."""

import stat
import threading
from pathlib import Path

import pytest
from django.db import connection, connections
from django.test import Client

from meetpoint.core.access.models import RoleName, StaffMember
from meetpoint.core.audit import chain
from meetpoint.core.organisations.actions import OrganisationDetails, SiteDetails
from meetpoint.core.organisations.errors import SettingRefused
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.web.welcome import setup_code as code_file
from meetpoint.web.welcome.actions import AlreadySetUp, Newcomer, welcome_organisation
from meetpoint.web.welcome.setup_code import is_setup_code, setup_code


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, settings: object) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]


NEW = Newcomer(
    slug="harbor-light",
    details=OrganisationDetails(name="Harbor Light", time_zone="America/New_York"),
    site=SiteDetails(name="Plaza", slug="plaza"),
    admin_email="Dee@Harbor.example",
    admin_name="Dee",
)


def first_step() -> dict[str, str]:
    return {"code": setup_code(), "name": "Harbor Light", "time_zone": "America/New_York"}


def both_steps() -> dict[str, str]:
    people = {"site_name": "Plaza", "site_kind": "fixed", "admin_name": "Dee", "email": "dee@harbor.example"}
    return first_step() | people


# --- the pages ------------------------------------------------------------------------------------


def test_every_page_leads_to_the_welcome_while_there_is_no_organisation(db: None, client: Client) -> None:
    for path in ("/", "/settings/sites/", "/account/sign-in"):
        assert client.get(path).headers["Location"] == "/welcome/"
    assert client.get("/welcome/").status_code == 200


def test_language_can_be_chosen_before_anything_else(db: None, client: Client) -> None:
    answer = client.post("/language/", {"language": "es", "next": "/welcome/"})
    assert answer.headers["Location"] == "/welcome/"


def test_welcome_makes_the_organisation_and_leads_to_the_passphrase(db: None, client: Client) -> None:
    second = client.post("/welcome/", first_step())
    assert b"Step 2 of 2" in second.content
    assert Organisation.objects.count() == 0
    done = client.post("/welcome/", both_steps())
    organisation = Organisation.objects.get()
    assert organisation.slug == "harbor-light"
    assert Site.objects.of(organisation.pk).get().name == "Plaza"
    member = StaffMember.objects.of(organisation.pk).get()
    assert (member.role, member.all_sites) == (RoleName.ADMINISTRATOR, True)
    assert Item.objects.of(organisation.pk).exists()
    assert chain.verify(organisation.pk).is_intact
    assert client.get(done.headers["Location"]).status_code == 200


def test_welcome_is_gone_once_there_is_an_organisation(org: Organisation, client: Client) -> None:
    assert client.get("/welcome/").status_code == 404
    assert client.post("/welcome/", both_steps()).status_code == 404
    assert Organisation.objects.count() == 1


def test_stranger_without_the_code_gets_nowhere(db: None, client: Client) -> None:
    for code in ("", "guess", "\ud7ff", setup_code()[:-1]):
        answer = client.post("/welcome/", both_steps() | {"code": code})
        assert b"Step 1 of 2" in answer.content
    assert Organisation.objects.count() == 0


def test_second_step_says_what_to_mend_and_keeps_the_first(db: None, client: Client) -> None:
    answer = client.post("/welcome/", both_steps() | {"email": "nobody"})
    assert b"Step 2 of 2" in answer.content
    assert b'name="name" value="Harbor Light"' in answer.content
    assert Organisation.objects.count() == 0


def test_second_step_can_go_back(db: None, client: Client) -> None:
    answer = client.post("/welcome/", both_steps() | {"back": "1"})
    assert b"Step 1 of 2" in answer.content
    assert b'value="Harbor Light"' in answer.content


@pytest.mark.parametrize(("field", "step"), [("name", b"Step 1 of 2"), ("site_name", b"Step 2 of 2")])
def test_what_the_rules_refuse_is_said_at_its_own_step(
    db: None, client: Client, field: str, step: bytes
) -> None:
    answer = client.post("/welcome/", both_steps() | {field: "a\tb"})
    assert step in answer.content
    assert b"cannot be stored" in answer.content
    assert Organisation.objects.count() == 0


def test_names_without_latin_letters_are_welcome(db: None, client: Client) -> None:
    client.post("/welcome/", both_steps() | {"name": "日本", "site_name": "東京"})
    organisation = Organisation.objects.get()
    assert (organisation.name, organisation.slug) == ("日本", "programme")
    assert Site.objects.of(organisation.pk).get().slug == "site"


def test_welcome_speaks_spanish_and_the_organisation_begins_with_it(db: None, client: Client) -> None:
    client.post("/welcome/", both_steps(), headers={"accept-language": "es"})
    assert Organisation.objects.get().language == "es"


# --- the action -----------------------------------------------------------------------------------


def test_welcome_organisation_a_second_time_says_it_is_set_up(db: None) -> None:
    welcome_organisation(NEW)
    with pytest.raises(AlreadySetUp):
        welcome_organisation(NEW)
    assert Organisation.objects.count() == 1


def test_welcome_organisation_can_make_another_on_purpose(org: Organisation) -> None:
    made = welcome_organisation(Newcomer(**vars(NEW) | {"slug": "river-house", "site": None}), another=True)
    assert not Site.objects.of(made.organisation.pk).exists()


def test_welcome_organisation_is_all_or_nothing(db: None) -> None:
    with pytest.raises(SettingRefused) as refused:
        welcome_organisation(Newcomer(**vars(NEW) | {"site": SiteDetails(name="", slug="plaza")}))
    assert refused.value.fields.keys() == {"site_name"}
    assert Organisation.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_code_is_forgotten_once_the_organisation_is_there() -> None:
    code = setup_code()
    welcome_organisation(NEW)
    assert not code_file.path().exists()
    assert setup_code() != code


@pytest.mark.skipif(connection.vendor != "postgresql", reason="an SQLite test database has one connection")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_set_up_at_once_one_is_told_that_it_is_done() -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def try_it() -> None:
        ready.wait()
        try:
            welcome_organisation(NEW)
            outcomes.append("made")
        except AlreadySetUp:
            outcomes.append("late")
        finally:
            connections.close_all()

    both = [threading.Thread(target=try_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(outcomes) == ["late", "made"]


# --- the code -------------------------------------------------------------------------------------


def test_setup_code_is_made_once_and_private() -> None:
    code = setup_code()
    assert setup_code() == code
    assert stat.S_IMODE(code_file.path().stat().st_mode) == 0o600
    assert len(code) == 23


def test_setup_code_made_by_another_process_meanwhile_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def slower() -> str:
        code_file.path().write_text("THEIRS\n")
        return "OURS"

    monkeypatch.setattr(code_file, "_fresh", slower)
    assert setup_code() == "THEIRS"
    assert [path.name for path in code_file.path().parent.iterdir()] == ["setup-code"]


def test_setup_code_is_read_as_people_type_it() -> None:
    code = setup_code()
    assert is_setup_code(f"  {code.lower().replace('-', ' ')} ")
    assert not is_setup_code(code[:-1])
    assert not is_setup_code("ñ")
