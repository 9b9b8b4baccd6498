"""The station board: news, what stands on it, what it says of the wait."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from meetpoint.core.people.tests.factories import enrolled
from meetpoint.lib import clock
from meetpoint.services.supervised_consumption.models import (
    Visit,
)
from meetpoint.services.supervised_consumption.options import (
    OBSERVE_EVERY,
)
from meetpoint.services.supervised_consumption.tests.factories import (
    arrived,
    emergency,
    entered,
    fresh,
    room_at,
    seated,
    stayed,
)
from meetpoint.services.supervised_consumption.tests.pages import PART, tiles_of, to


def test_board_answers_304_until_something_is_new(ana, ana_s, site) -> None:
    room = room_at(site)
    with clock.stand_at(clock.now()):
        first = tiles_of(ana_s, room)
        again = tiles_of(ana_s, room, first["ETag"])
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        seated(ana, site, 2)
        news = tiles_of(ana_s, room, first["ETag"])
        assert news.status_code == 200
        assert "Taken" in news.content.decode()
        assert tiles_of(ana_s, room, news["ETag"]).status_code == 304


def test_part_of_a_page_leads_to_the_page(ana, ana_s, site) -> None:
    assert ana_s.get(to("tiles", room_at(site).uid))["Location"] == to("board", room_at(site).uid)
    event = emergency(ana, site)
    assert ana_s.get(to("steps", event.uid))["Location"] == to("response", event.uid)


def test_board_draws_itself_anew_after_half_a_minute(ana_s, site) -> None:
    room, now = room_at(site), clock.now()
    with clock.stand_at(now):
        tag = tiles_of(ana_s, room)["ETag"]
    with clock.stand_at(now + timedelta(seconds=31)):
        assert tiles_of(ana_s, room, tag).status_code == 200


def test_an_answer_without_news_asks_the_room_once(ana_s, site, django_assert_num_queries) -> None:
    room = room_at(site)
    with clock.stand_at(clock.now()):
        tag = tiles_of(ana_s, room)["ETag"]
        # who is signed in, their sites, and the room
        with django_assert_num_queries(3):
            assert tiles_of(ana_s, room, tag).status_code == 304


@pytest.mark.parametrize("people", [1, 3])
def test_board_asks_no_more_for_more_people(ana, ana_s, site, people, django_assert_num_queries) -> None:
    room = room_at(site)
    for number in range(1, people + 1):
        seated(ana, site, number)
        arrived(ana, site)
    tiles_of(ana_s, room)
    emergency(ana, site, station=1)
    with django_assert_num_queries(15):
        assert tiles_of(ana_s, room).status_code == 200


def test_screens_that_show_the_same_share_a_drawing_and_no_token(
    ana, ana_s, dee_s, site, django_assert_num_queries
) -> None:
    room = room_at(site)
    tiles_of(dee_s, room)
    seated(ana, site, 1)
    with clock.stand_at(clock.now()):
        first = tiles_of(ana_s, room).content.decode()
        with django_assert_num_queries(3):  # who is signed in, their sites, and the room
            other = tiles_of(dee_s, room).content.decode()
    tokens = [re.findall('csrfmiddlewaretoken" value="([^"]+)"', one) for one in (first, other)]
    assert len(tokens[0]) == len(tokens[1]) > 1
    assert not set(tokens[0]) & set(tokens[1])
    assert re.sub("|".join(tokens[0]), "", first) == re.sub("|".join(tokens[1]), "", other)
    seated(ana, site, 2)
    assert tiles_of(ana_s, room).content.decode() != first
    wall = ana_s.get(to("tiles", room.uid), {"wall": "1"}, headers=PART).content.decode()
    assert "csrfmiddlewaretoken" not in wall


def test_board_shows_numbers_and_nothing_about_anybody(ana, ana_s, site) -> None:
    somebody, _card = enrolled(ana)
    seated(ana, site, 1, participant_id=somebody.pk)
    arrived(ana, site, alias="Blue Cap")
    for name in ("board", "wall", "tiles"):
        shown = ana_s.get(to(name, room_at(site).uid), headers=PART).content.decode()
        assert "Blue Cap" not in shown
        assert str(somebody.uid) not in shown
    assert "Blue Cap" in ana_s.get(to("visit", Visit.objects.of(ana).latest("pk").uid)).content.decode()


def test_wait_is_told_with_what_it_rests_on(ana, ana_s, site) -> None:
    room = room_at(site, 1)
    for _each in range(5):
        stayed(ana, site, 20)
    seated(ana, site, 1)
    arrived(ana, site)
    shown = tiles_of(ana_s, room).content.decode()
    assert "about 20 min" in shown
    assert "Waits rest on the last 5 stays here, 20 minutes on average." in shown
    assert "about 40 min" in shown  # who comes next is the second in line


def test_nothing_is_due_before_an_interval_is_entered(ana, ana_s, site) -> None:
    room = room_at(site)
    seated(ana, site, 1)
    page = ana_s.get(to("board", room.uid)).content.decode()
    assert "data-due=" not in page
    assert "has not entered how often to look" in page
    entered(ana, OBSERVE_EVERY, 10)
    visit = seated(ana, site, 2)
    assert fresh(visit).check_due_at is not None
    assert "data-due=" in tiles_of(ana_s, room).content.decode()
