"""Two administrators who act on each other in the same moment, with real transactions."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from conftest import actor_of, hire
from meetpoint.core.access import queries
from meetpoint.core.access.actions import passkeys, people
from meetpoint.core.access.errors import LastAdministrator, LastWay
from meetpoint.core.access.models import Account, Passkey, RoleName, StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.access.tests.authenticator import passkey_of
from meetpoint.core.organisations.models import Organisation

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="SQLite writes one by one; here it has one connection",
    ),
]
TURNS = 4


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, all let go together; return what each returned or raised."""
    gate, ended = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait()
            ended.append(work())
        except (LastAdministrator, LastWay) as refused:
            ended.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


@pytest.fixture
def two() -> tuple[StaffMember, StaffMember]:
    organisation = Organisation.objects.create(name="Harbor Light", slug="harbor-light", time_zone="UTC")
    both = tuple(hire(organisation, name, RoleName.ADMINISTRATOR) for name in ("Dee", "Eva"))
    Account.objects.update(password="a hash")
    return both  # type: ignore[return-value]


@pytest.mark.parametrize("turn", range(TURNS))
@pytest.mark.parametrize("way", ["demote", "end", "one of each"])
def test_one_administrator_is_always_left(two: tuple[StaffMember, StaffMember], way: str, turn: int) -> None:
    dee, eva = two

    def act(by: StaffMember, on: StaffMember, *, demote: bool) -> None:
        fresh = StaffMember.objects.of(on.organisation_id).get(pk=on.pk)
        if demote:
            people.change_member(fresh, "X", "worker", all_sites=True, by=actor_of(by))
        else:
            people.end_membership(fresh, by=actor_of(by))

    ended = at_once(lambda: act(dee, eva, demote=way != "end"), lambda: act(eva, dee, demote=way == "demote"))
    assert sorted(type(one).__name__ for one in ended) == ["LastAdministrator", "NoneType"]
    assert queries.active_administrators(dee.organisation_id).count() == 1


@pytest.mark.parametrize("turn", range(TURNS))
def test_one_of_two_passkeys_removed_at_once_is_left(two: tuple[StaffMember, StaffMember], turn: int) -> None:
    dee, _eva = two
    staff = sessions.read(sessions.open_session(dee, device=""))
    assert staff is not None
    held = [passkey_of(dee.account), passkey_of(dee.account)]
    ended = at_once(
        *(lambda pk=one.pk: passkeys.remove_passkey(staff, pk, by=staff.actor) for one in held)  # type: ignore[misc]
    )
    assert sorted(type(one).__name__ for one in ended) == ["LastWay", "str"]
    assert Passkey.objects.count() == 1
