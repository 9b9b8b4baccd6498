"""kill -9 in the middle of concurrent saves: no acknowledged contact is lost, and the ledger adds up."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from meetpoint.lib.identifiers import uuid7
from meetpoint.operate.tests.installation import Installation, Server, family, wait_until_gone

pytestmark = [
    pytest.mark.embedded,
    pytest.mark.skipif(not Path("/proc").exists(), reason="finds processes in /proc"),
]

WORKERS = 4
TOKEN = "k" * 32
PREPARE = """
import json
from conftest import hire
from meetpoint.core.access.models import RoleName
from meetpoint.core.access.proof import sessions
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.supplies.models import Item
from meetpoint.core.supplies.tests.factories import stock
from meetpoint.core.tenancy.actor import Actor
org = Organisation.objects.get()
site = Site.objects.of(org.pk).get()
items = list(Item.objects.of(org.pk).filter(on_log=True)[:2])
stock(Actor.system(org.pk, "test"), site.pk, items[0], 500, lot="A1")
ana = hire(org, "Ana", RoleName.WORKER)
print(json.dumps([sessions.open_session(ana, device="Test"), site.pk, [item.pk for item in items]]))
"""


@dataclass
class Saving:
    """Several workers who save one contact after another, and write down which were acknowledged."""

    session: str
    site: int
    items: list[int]
    acknowledged: dict[str, int] = field(default_factory=dict)
    unanswered: int = 0
    refused: list[str] = field(default_factory=list)
    address: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def work(self, seed: int) -> None:
        chosen = random.Random(seed)
        uid, amount = str(uuid7()), chosen.randint(1, 5)
        while not self.over.is_set():
            try:
                status = self._save(uid, amount)
            except (OSError, HTTPException) as problem:
                if isinstance(problem, HTTPError) and problem.code != 503:
                    self.refused.append(f"{problem.code} {problem.read()[:300]!r}")
                    return
                self.unanswered += 1
                time.sleep(0.02)
                if chosen.random() < 0.5:
                    continue  # ask again with the same identifier, as a phone does
            else:
                self.acknowledged[uid] = amount if status == 200 else 0
            uid, amount = str(uuid7()), chosen.randint(1, 5)

    def _save(self, uid: str, amount: int) -> int:
        said = {"csrfmiddlewaretoken": TOKEN, "uid": uid, "site": self.site, "who": "anonymous"}
        items = {f"item-{item}": amount for item in self.items}
        cookies = f"meetpoint={self.session}; csrftoken={TOKEN}"
        headers = {"Cookie": cookies, "Accept": "application/json"}
        request = Request(f"{self.address}/log/", urlencode({**said, **items}).encode(), headers)
        with urlopen(request, timeout=10) as answer:
            assert json.loads(answer.read())["uid"] == uid
            return int(answer.status)


@contextmanager
def at_work(saving: Saving) -> Iterator[None]:
    threads = [threading.Thread(target=saving.work, args=(seed,)) for seed in range(WORKERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        saving.over.set()
        for thread in threads:
            thread.join()


def kill_web_workers(server: Server) -> None:
    """Kill the processes that serve, all at once; the web server forks new ones."""
    deadline = time.monotonic() + 30
    while not (workers := _web_workers(server)):
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.02)
    _kill(workers)


def _web_workers(server: Server) -> set[int]:
    ours = family(server.process.pid)
    web = {pid for pid in ours if b"gunicorn" in _read(pid, "cmdline")}
    return {pid for pid in web if web & _parents(pid)}


def kill_everything(server: Server) -> None:
    """Kill the supervisor and all its children at once, as a power cut would."""
    everyone = {server.process.pid, *family(server.process.pid)}
    _kill(everyone)
    server.process.wait()
    assert wait_until_gone(everyone) == set()


def _kill(pids: set[int]) -> None:
    assert pids
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _parents(pid: int) -> set[int]:
    return {int(word) for word in _read(pid, "stat").rpartition(b")")[2].split()[1:2]}


def _read(pid: int, name: str) -> bytes:
    """What /proc says of a process, or nothing when it has gone meanwhile."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("kills", "whole_every"), [(15, 5), pytest.param(150, 5, marks=pytest.mark.long)], ids=["15", "150"]
)
def test_killed_server_loses_no_acknowledged_contact(
    pristine: Installation, tmp_path: Path, kills: int, whole_every: int
) -> None:
    here = pristine.copy_to(tmp_path / "home", PYTHONPATH=str(Path(__file__).parents[2]))
    saving = Saving(*json.loads(here.run("shell", "--no-imports", "-c", PREPARE).stdout))
    chosen = random.Random(7)
    done = 0
    with_everyone = 0
    saving.address = "http://127.0.0.1:1"
    with at_work(saving):
        while done < kills:
            with here.serving("--no-prepare") as server:
                server.wait_until_it_answers()
                saving.address = server.address
                while done < kills:
                    before = len(saving.acknowledged)
                    _wait_for_saves(saving, before + chosen.randint(1, 8))
                    done += 1
                    if done % whole_every == 0:
                        kill_everything(server)
                        with_everyone += 1
                        break
                    kill_web_workers(server)
    assert saving.refused == []
    assert with_everyone == kills // whole_every
    assert len(saving.acknowledged) >= kills
    assert saving.unanswered > 0, "no kill came in the middle of a save: the test proves nothing"
    assert lost(here, saving) == []
    found = here.json("check", "ledger", "audit", "--json")
    assert [one["findings"] for one in found] == [[], []]


def _wait_for_saves(saving: Saving, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(saving.acknowledged) < count:
        assert time.monotonic() < deadline, (saving.refused, saving.unanswered, len(saving.acknowledged))
        time.sleep(0.005)


def lost(here: Installation, saving: Saving) -> list[str]:
    """Acknowledged contacts that are not stored exactly once with what was handed out, and a broken file."""
    with closing(sqlite3.connect(here.home / "meetpoint.sqlite3")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        stored: dict[str, list[int]] = {}
        lines = (
            "SELECT e.uid, l.quantity FROM encounters_encounter e"
            " JOIN encounters_encounterline l ON l.encounter_id = e.id"
        )
        for uid, quantity in database.execute(lines):
            stored.setdefault(uid, []).append(quantity)
    expected = {
        uid.replace("-", ""): [amount] * len(saving.items) for uid, amount in saving.acknowledged.items()
    }
    return [uid for uid, quantities in expected.items() if stored.get(uid) != quantities]
