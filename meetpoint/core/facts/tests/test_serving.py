"""The worker answers over its socket, in the caller's language; whoever asks loads no engine."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from meetpoint.core.encounters.models import ChangedDay
from meetpoint.core.facts.errors import AnalysisUnavailable
from meetpoint.core.facts.reading import answers as answering
from meetpoint.core.facts.reading.questions import Question
from meetpoint.core.facts.serving import client, worker
from meetpoint.core.facts.serving.lines import address_of, receive, socket_path
from meetpoint.core.facts.store import manifest
from meetpoint.core.reports.tests.quarter import FIRST, LAST, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib.errors import DomainError

ENGINES = ("duckdb", "pyarrow", "ibis", "pyspark")


def question(organisation_id: int = 1, *codes: str, **more: Any) -> Question:
    asked = codes or ("encounters.contacts",)
    return Question(organisation_id=organisation_id, codes=asked, first=FIRST, last=LAST, **more)


@contextmanager
def working(monkeypatch: pytest.MonkeyPatch, answer: Callable[[Any], Any]) -> Iterator[None]:
    """A worker in a thread that answers as told, and leaves the database alone."""
    monkeypatch.setattr(worker, "answer", answer)
    monkeypatch.setattr(worker, "_keep_fresh", lambda tidying: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "LOOK_EVERY_SECONDS", 0.02)
    stop = threading.Event()
    thread = threading.Thread(target=worker.serve, args=(stop.is_set,))
    thread.start()
    deadline = time.monotonic() + 10
    while not socket_path().exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def test_a_question_comes_back_as_it_was_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = question(7, "naloxone.kits", by=("site", "month"), site_ids=(3, 4))
    seen: list[Any] = []
    with working(monkeypatch, lambda said: seen.append(said) or {"answers": [[{"code": "x"}]]}):
        with translation.override("es"):
            assert client.ask(asked) == [{"code": "x"}]
        assert stat.S_IMODE(socket_path().stat().st_mode) == 0o600
    assert seen[0]["language"] == "es"
    assert [Question.from_data(one) for one in seen[0]["questions"]] == [asked]
    assert not socket_path().exists()


def test_a_problem_is_said_to_whoever_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        working(monkeypatch, lambda said: {"problem": "There is no such thing."}),
        pytest.raises(DomainError, match="There is no such thing"),
    ):
        client.ask(question())


def test_without_a_worker_one_is_told_to_try_again() -> None:
    with pytest.raises(AnalysisUnavailable, match="try again"):
        client.ask(question())


def test_a_worker_that_takes_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        working(monkeypatch, lambda said: time.sleep(0.5) or {}),
        pytest.raises(AnalysisUnavailable),
    ):
        client.ask(question(), patience=0.05)


def test_a_caller_who_hangs_up_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    with working(monkeypatch, lambda said: {"answers": [[]]}):
        with socket.socket(socket.AF_UNIX) as rude, address_of(socket_path()) as address:
            rude.connect(address)
            rude.sendall(b'{"question": ')
        assert client.ask(question()) == []


def test_a_home_with_a_long_name_has_a_worker_too(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path / ("long" * 30)
    with working(monkeypatch, lambda said: {"answers": [[]]}):
        assert len(os.fsencode(socket_path())) > 108
        assert client.ask(question()) == []


def test_half_a_line_is_no_answer() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b'{"answers": []')
        one.shutdown(socket.SHUT_WR)
        with pytest.raises(ValueError, match="broke off"):
            receive(other)


def test_the_worker_answers_from_the_records(quarter: Quarter, dee: Actor) -> None:
    said = {"questions": [question(dee.organisation_id, "naloxone.kits").as_data()], "language": "es"}
    ((kits,),) = worker.answer(said)["answers"]
    assert (kits["rows"], kits["contacts_without_code"]) == ([{"value": 5}], 14)
    missing = question(dee.organisation_id, "syringe_services.coverage_band").as_data()
    ((band,),) = worker.answer({"questions": [missing], "language": "es"})["answers"]
    assert "Personas que se inyectan drogas" in band["missing"][0]


def test_several_questions_are_answered_from_one_state_of_the_facts(
    quarter: Quarter, dee: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[int] = []
    real = answering.refresh
    monkeypatch.setattr(answering, "refresh", lambda number: copied.append(number) or real(number))
    asked = [question(dee.organisation_id, code) for code in ("naloxone.kits", "naloxone.doses")]
    said = {"questions": [one.as_data() for one in asked], "language": "en"}
    assert [found[0]["rows"] for found in worker.answer(said)["answers"]] == [[{"value": 5}], [{"value": 17}]]
    assert copied == [dee.organisation_id]


def test_the_worker_says_what_is_wrong_with_a_question(dee: Actor) -> None:
    asked = question(dee.organisation_id).as_data()
    strange = worker.answer({"questions": [{**asked, "codes": ["nope"]}], "language": None})
    assert strange == {"problem": "There is no indicator “nope”. List them to see their codes."}
    broken = worker.answer({"questions": [{"codes": "nonsense"}], "language": None})
    assert "try again" in broken["problem"]


def test_the_worker_keeps_the_facts_of_every_organisation_fresh(
    quarter: Quarter, dee: Actor, cai: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    worker._keep_fresh(tidying=True)
    assert manifest.load(dee.organisation_id) is not None
    assert manifest.load(cai.organisation_id) is not None
    assert ChangedDay.objects.of(dee).count() == 0


@pytest.mark.embedded
def test_a_web_process_loads_no_engine(tmp_path: Path) -> None:
    load = (
        "import sys, django; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "import meetpoint.core.facts.serving.client;"
        f"print([name for name in {ENGINES!r} if name in sys.modules])"
    )
    env = {**os.environ, "MEETPOINT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "meetpoint.settings"}
    done = subprocess.run([sys.executable, "-c", load], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
