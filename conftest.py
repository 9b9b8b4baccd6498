"""The fixed cast of every test: Ana works here, Ben only reads, Cai runs another programme, Dee this one."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_HOME = Path(tempfile.gettempdir()) / f"meetpoint-tests-{os.getuid()}"
os.environ.setdefault("MEETPOINT_HOME", str(_HOME))

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import translation

from meetpoint.core.access.models import Account, RoleName, StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.audit import triggers
from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation, Site, SiteKind
from meetpoint.core.tenancy.actor import Actor
from tests.live_server import wait_for_answers

pytest_plugins = ["tests.browser", "tests.installations"]

# pytest-django knows only Django's own SQLite backend by its name; ours is tested in memory, too.
if connection.vendor == "sqlite":
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"

# Tests run from the source tree, where no static files have been collected.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# A test with real transactions empties every table when it is over, which the audit log refuses; emptying
# ends with the signal that puts the triggers back.
_empty_tables = TransactionTestCase._fixture_teardown


def _let_the_audit_log_be_emptied(case: TransactionTestCase) -> None:
    wait_for_answers()
    triggers.remove(connection)
    _empty_tables(case)


TransactionTestCase._fixture_teardown = _let_the_audit_log_be_emptied


def _delete_all(_style: object, tables: Iterable[str], **_how: object) -> list[str]:
    """Empty tables row by row: most are empty, and to truncate them all makes a new file for each."""
    return ["; ".join(f"DELETE FROM {connection.ops.quote_name(name)}" for name in tables)]  # noqa: S608 - the names are our own


if connection.vendor == "postgresql":
    connection.ops.sql_flush = _delete_all


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out tests that ask no database: a second run of them",
    )
    parser.addoption(
        "--late-answers",
        type=float,
        default=0,
        metavar="SECONDS",
        help="let the live server answer so much later, to find browser tests that do not wait for the page",
    )


def pytest_configure(config: pytest.Config) -> None:
    if seconds := config.getoption("--late-answers"):
        os.environ["MEETPOINT_TEST_LATE_ANSWERS"] = str(seconds)
        settings.MIDDLEWARE.insert(0, "tests.live_server.answer_late")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-database"):
        return
    left_out = [item for item in items if not _asks_the_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _asks_the_database(item)]


def _asks_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not fixtures.isdisjoint(
        {"db", "transactional_db", "django_db_setup"}
    )


@pytest.fixture(autouse=True)
def _language_of_the_settings() -> Iterator[None]:
    # A request leaves its language behind in the thread.
    yield
    translation.deactivate()


@pytest.fixture
def org(db: None) -> Organisation:
    return Organisation.objects.create(name="Harbor Light", slug="harbor-light", time_zone="America/New_York")


@pytest.fixture
def other_org(db: None) -> Organisation:
    return Organisation.objects.create(name="River House", slug="river-house", time_zone="America/Chicago")


@pytest.fixture
def site(org: Organisation) -> Site:
    return Site.objects.create(organisation=org, name="Plaza", slug="plaza")


@pytest.fixture
def van(org: Organisation) -> Site:
    return Site.objects.create(organisation=org, name="Van", slug="van", kind=SiteKind.MOBILE)


@pytest.fixture
def other_site(other_org: Organisation) -> Site:
    return Site.objects.create(organisation=other_org, name="Pier", slug="pier")


def hire(organisation: Organisation, name: str, role: RoleName) -> StaffMember:
    """Make an account and its membership."""
    account = Account.objects.create(email=f"{name.lower()}@{organisation.slug}.example")
    return StaffMember.objects.create(
        organisation=organisation, account=account, display_name=name, role=role, all_sites=True
    )


def actor_of(member: StaffMember) -> Actor:
    """The actor that a signed-in member of staff becomes."""
    return Actor(
        organisation_id=member.organisation_id,
        staff_id=member.pk,
        permissions=registry().role_permissions[member.role],
        name=member.display_name,
    )


@pytest.fixture
def ana_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Ana", RoleName.WORKER)


@pytest.fixture
def ben_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Ben", RoleName.READ_ONLY)


@pytest.fixture
def cai_member(other_org: Organisation, other_site: Site) -> StaffMember:
    return hire(other_org, "Cai", RoleName.ADMINISTRATOR)


@pytest.fixture
def dee_member(org: Organisation, site: Site) -> StaffMember:
    return hire(org, "Dee", RoleName.ADMINISTRATOR)


@pytest.fixture
def ana(ana_member: StaffMember) -> Actor:
    return actor_of(ana_member)


@pytest.fixture
def ben(ben_member: StaffMember) -> Actor:
    return actor_of(ben_member)


@pytest.fixture
def cai(cai_member: StaffMember) -> Actor:
    return actor_of(cai_member)


@pytest.fixture
def dee(dee_member: StaffMember) -> Actor:
    return actor_of(dee_member)


@pytest.fixture
def sign_in() -> Callable[[Client | None, StaffMember], Client]:
    """`sign_in(None, ana_member)` gives a browser in which Ana has just signed in, past the form."""

    def enter(browser: Client | None, member: StaffMember) -> Client:
        browser = browser or Client()
        browser.cookies[settings.SESSION_COOKIE_NAME] = sessions.open_session(member, device="Test browser")
        return browser

    return enter
