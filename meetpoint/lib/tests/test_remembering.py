"""What is asked twice on one page is answered once, and never beyond it."""

from itertools import count

from meetpoint.lib.remembering import once_a_page, remembering

_turns = count()


@once_a_page
def turn_of(_who: str, *, _why: str = "") -> int:
    return next(_turns)


def test_a_page_asks_once_for_each_argument() -> None:
    with remembering():
        first, other = turn_of("ana"), turn_of("ben")
        assert turn_of("ana") == first
        assert turn_of("ben") == other != first


def test_what_is_named_is_asked_anew() -> None:
    with remembering():
        assert turn_of("ana", _why="a") != turn_of("ana", _why="a")


def test_the_next_page_asks_anew() -> None:
    with remembering():
        first = turn_of("ana")
    with remembering():
        assert turn_of("ana") != first


def test_outside_a_page_nothing_is_kept() -> None:
    assert turn_of("ana") != turn_of("ana")


def test_a_page_that_fails_leaves_nothing_behind() -> None:
    try:
        with remembering():
            turn_of("ana")
            raise ValueError
    except ValueError:
        pass
    assert turn_of("ana") != turn_of("ana")
