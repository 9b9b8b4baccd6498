import json
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest

from meetpoint.planning.engine.errors import PlanError
from meetpoint.planning.errors import FaultyPlan, NotAnswering
from meetpoint.planning.plans.settings import Portfolio
from meetpoint.planning.plans.study import content_of
from meetpoint.planning.reckoning.draws import Asked, Warm
from meetpoint.planning.reckoning.summary import summary_of
from meetpoint.planning.tests.plans import NUMBERS, SETTINGS
from meetpoint.planning.warm import client, protocol

SAME = Portfolio(name="Same", levels={"kits_community": 2_000.0})


def asked(*ways: Portfolio, infections: bool = True, sets: int = 8) -> Asked:
    return Asked(content=content_of(NUMBERS, SETTINGS, ways), sets=sets, infections=infections)


def summary(warm: Warm, question: Asked) -> dict:
    study, plans, runs = warm.runs(question)
    return summary_of(study, plans, runs)


def test_page_gets_every_outcome_with_intervals(worker) -> None:
    found = client.results(NUMBERS, SETTINGS, SETTINGS.portfolios, quick=False, page="")
    assert found["years"] == [2027, 2028, 2029]
    assert found["sets"] == client.SETS
    deaths = found["difference_totals"]["p0"]["overdose_deaths"]
    assert deaths[1] < deaths[2] < deaths[3] < deaths[4] < 0
    assert found["difference_totals"]["p0"]["costs"][0] > 0
    assert set(found["by_year"]["p0"]) >= {"hiv_infections", "hcv_infections", "qalys", "people_in_treatment"}


def test_quick_answer_has_the_same_deaths_but_for_the_few_of_untreated_hiv(worker) -> None:
    quick = client.results(NUMBERS, SETTINGS, SETTINGS.portfolios, quick=True, page="a")
    whole = client.results(NUMBERS, SETTINGS, SETTINGS.portfolios, quick=False, page="")
    assert "hiv_infections" not in quick["by_year"]["p0"]
    for name in ("p0", "p1"):
        fast = quick["difference_totals"][name]["overdose_deaths"][0]
        slow = whole["difference_totals"][name]["overdose_deaths"][0]
        assert fast == pytest.approx(slow, rel=0.02, abs=0.05)


def test_way_that_changes_nothing_is_nought_to_the_last_bit() -> None:
    found = summary(Warm(), asked(SAME))
    assert all(each == [0.0] * 5 for each in found["difference_totals"]["p0"].values())


def test_warm_answers_are_those_of_a_cold_start() -> None:
    warm = Warm()
    summary(warm, asked(SETTINGS.portfolios[1]))
    assert summary(warm, asked(SETTINGS.portfolios[0])) == summary(Warm(), asked(SETTINGS.portfolios[0]))


def test_whole_coverage_and_missing_prices_are_said() -> None:
    everything = Portfolio(name="All", levels={"ssp": 0.95, "kits_community": 9_000.0})
    found = summary(Warm(), asked(everything, infections=False, sets=4))
    assert found["ceilings"] == {"p0": ["ssp"]}
    assert found["unpriced"] == {"p0": ["ssp"]}


def test_ways_alike_cannot_be_ranked() -> None:
    ways = (SETTINGS.portfolios[0], replace(SETTINGS.portfolios[0], name="Again"))
    assert summary(Warm(), asked(*ways, infections=False))["not_ranked"] == [["p0", "p1"]]


def test_assumptions_come_with_ranges_and_sources_our_own_first(worker) -> None:
    found = client.assumptions(NUMBERS, SETTINGS)
    assert found[0]["assumption"]
    assert {each["name"] for each in found} >= {"naloxone_reach", "multiplier_fentanyl"}


def test_without_a_worker_the_page_says_what_to_do(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(protocol, "address", lambda: tmp_path / "nobody.sock")
    with pytest.raises(NotAnswering, match="does not run"):
        client.assumptions(NUMBERS, SETTINGS)


def test_what_the_engine_refuses_is_passed_on(worker) -> None:
    with pytest.raises(FaultyPlan, match="allowed are 1 to"):
        client.ask({"ask": "draws", "sets": 9_999, "content": {}, "infections": False, "seed": 1}, seconds=5)
    with pytest.raises(FaultyPlan, match="not complete"):
        client.ask({"ask": "draws"}, seconds=5)
    with pytest.raises(PlanError, match="people_at_risk"):
        Asked(content={"place": {}}, sets=1).study()


def _heard(connection: socket.socket) -> bytes:
    try:
        return connection.recv(1)
    except ConnectionResetError:  # it hung up before it had read everything
        return b""


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\x00",
        struct.pack(">I", 4) + b"junk",
        struct.pack(">I", 2**31),
        struct.pack(">I", 2) + b"[]",
        struct.pack(">I", 17) + json.dumps({"protocol": 99999}).encode(),
    ],
)
def test_noise_on_the_socket_ends_that_connection_only(worker, sent) -> None:
    with socket.socket(socket.AF_UNIX) as rude:
        rude.settimeout(10)
        rude.connect(str(worker))
        rude.sendall(sent)
        rude.shutdown(socket.SHUT_WR)
        assert _heard(rude) == b""
    assert client.assumptions(NUMBERS, SETTINGS)


def test_socket_opens_for_this_user_only(worker) -> None:
    assert stat.S_IMODE(worker.stat().st_mode) == 0o600


def test_of_quick_questions_that_wait_only_the_last_of_a_page_is_answered(worker, answers) -> None:
    heard: dict[int, str] = {}

    def ask(number: int) -> None:
        way = Portfolio(name="x", levels={"kits_community": 3_000.0 + number})
        try:
            client.results(NUMBERS, SETTINGS, [way], quick=True, page="one")
            heard[number] = "answered"
        except client.Superseded:
            heard[number] = "overtaken"

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(3)]
    with answers.turns["quick"]:
        for thread in threads:
            thread.start()
            time.sleep(0.15)
    for thread in threads:
        thread.join()
    assert heard == {0: "overtaken", 1: "overtaken", 2: "answered"}


def test_whole_answer_is_let_go_of_when_its_page_asks_on(worker, answers, monkeypatch) -> None:
    begun = threading.Event()

    def slow(asked, stopping):
        while True:
            begun.set()
            time.sleep(0.01)
            stopping()

    monkeypatch.setitem(answers._runs, "whole", slow)
    heard: list[str] = []

    def ask_whole() -> None:
        with pytest.raises(client.Superseded):
            client.results(NUMBERS, SETTINGS, [SAME], quick=False, page="two")
        heard.append("let go")

    thread = threading.Thread(target=ask_whole)
    thread.start()
    begun.wait(10)
    assert client.results(NUMBERS, SETTINGS, [SAME], quick=True, page="two")["sets"] == client.SETS
    thread.join(10)
    assert heard == ["let go"]


def test_web_worker_never_loads_the_engine(tmp_path) -> None:
    code = (
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import meetpoint.planning.views.board, meetpoint.planning.board.document, sys;"
        "assert not {'numba', 'scipy', 'meetpoint.planning.engine'} & set(sys.modules), 'loaded'"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "meetpoint.settings",
        "MEETPOINT_HOME": str(tmp_path),
        "PATH": "",
    }
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
