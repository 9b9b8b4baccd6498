import pytest
from django.db import connection, connections

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="runs in the PostgreSQL pass"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def another() -> object:
    other = connections["default"].copy()
    other.connect()
    yield other
    other.close()


def test_connection_that_was_left_alone_is_used_again(another: object) -> None:
    assert another.is_usable()
    with another.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert another.is_usable()


def test_connection_that_the_server_ended_is_opened_anew(another: object) -> None:
    ended = another.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
    assert not another.is_usable()
    another.health_check_enabled, another.health_check_done = True, False
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != ended
