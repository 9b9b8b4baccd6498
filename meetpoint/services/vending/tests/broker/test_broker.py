"""A real broker that can be killed, a real listener that can be killed, and nothing lost or counted twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from meetpoint.lib import clock
from meetpoint.operate.tests.installation import Installation, free_port
from meetpoint.services.vending.configuration import Broker
from meetpoint.services.vending.simulating.broker_side import Connection
from meetpoint.services.vending.simulating.device import Device, Loaded
from meetpoint.services.vending.simulating.running import one_visit
from meetpoint.services.vending.tests.broker.authority import certify
from tests.architecture.source.sizes import ROOT

MOSQUITTO = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = [
    pytest.mark.xdist_group("broker"),
    pytest.mark.mqtt,
    pytest.mark.embedded,
    pytest.mark.skipif(MOSQUITTO is None, reason="no Mosquitto broker found; apt-get install mosquitto"),
]

MAKE_MACHINES = """
import json, django; django.setup()
from meetpoint.core.organisations.models import Organisation
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.vending.actions.seeing import keys_of
from meetpoint.services.vending.tests.factories import filled, item, machine
from meetpoint.services.vending.actions.tokens import Limit, set_limit
org = Organisation.objects.get()
by = Actor.system(org.pk, "tests")
made = [machine(by, name) for name in ("east-01", "west-01")]
for each in made:
    filled(each, by, {"A1": 24, "A2": 12})
set_limit(Limit(item_id=item(by).pk, per_visit=5, source="Test"), by=by)
keys = [keys_of(each, org.slug) for each in made]
print(json.dumps([[k.username, k.password, k.signing_key, k.code_key] for k in keys]))
"""
SENDER = ("meetpoint", "the-listeners-password")


def wait_for(done: Callable[[], object], *, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.05)


@dataclass
class Field:
    """An installation, its broker, its listener and its machines' keys."""

    here: Installation
    folder: Path
    port: int
    keys: list[list[str]]
    authority: str = ""
    broker: subprocess.Popen[bytes] | None = None
    listener: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What broker and listener said; pytest keeps the folder of a test that failed."""
        return self.folder / "log"

    def start_broker(self) -> None:
        assert MOSQUITTO is not None
        command = [MOSQUITTO, "-c", str(self.folder / "mosquitto.conf")]
        with self.log.open("ab") as sink:
            self.broker = subprocess.Popen(command, stdout=sink, stderr=sink)

    def start_listener(self) -> None:
        command = [sys.executable, "-m", "meetpoint", "vending", "listen"]
        with self.log.open("ab") as sink:
            self.listener = subprocess.Popen(command, env=self.here.variables(), stdout=sink, stderr=sink)

    def kill(self, which: str) -> None:
        process = getattr(self, which)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def where(self, **more: Any) -> Broker:
        tls = {"tls": bool(self.authority), "authority": self.authority, **more}
        return Broker("127.0.0.1", self.port, "", "", certificate="", key="", **tls)

    def connect(self, device: Device, place: int, **more: Any) -> Connection:
        username, password = self.keys[place][:2]
        return Connection(device, self.where(**more), username=username, password=password)

    def device(self, place: int) -> Device:
        _user, _password, signing, code = self.keys[place]
        return Device(
            organisation="harbor-light",
            name=("east-01", "west-01")[place],
            slots={"A1": Loaded("STRIP-5", 9_000, 9_000), "A2": Loaded("kit", 9_000, 9_000)},
            signing_key=bytes.fromhex(signing),
            code_key=bytes.fromhex(code),
        )

    def count(self, sql: str) -> int:
        with closing(sqlite3.connect(self.here.home / "meetpoint.sqlite3", timeout=10)) as database:
            return int(database.execute(sql).fetchone()[0])

    @property
    def vends(self) -> int:
        return self.count("SELECT COUNT(*) FROM vending_vend WHERE quantity > 0")


@pytest.fixture(scope="module")
def installed(
    pristine: Installation, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[list[str]]]:
    """An installation with two machines, and their keys: made once, since each test gets a copy of it."""
    here = pristine.copy_to(tmp_path_factory.mktemp("installed") / "home", PYTHONPATH=str(ROOT))
    made = subprocess.run(
        [sys.executable, "-c", MAKE_MACHINES],
        env={**here.variables(), "DJANGO_SETTINGS_MODULE": "meetpoint.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return here.home, json.loads(made.stdout)


@pytest.fixture
def outside(
    request: pytest.FixtureRequest, installed: tuple[Path, list[list[str]]], tmp_path: Path
) -> Iterator[Field]:
    port, folder = free_port(), tmp_path / "broker"
    authority = str(certify(folder)) if getattr(request, "param", "") == "tls" else ""
    address = f"mqtt{'s' if authority else ''}://{SENDER[0]}:{SENDER[1]}@127.0.0.1:{port}"
    said = {"MEETPOINT_MQTT": address, "MEETPOINT_MQTT_CA": authority, "PYTHONPATH": str(ROOT)}
    home, keys = installed
    here = Installation(shutil.copytree(home, tmp_path / "home"), said)
    written = here.run("vending", "broker", folder, "--port", str(port), *(["--tls"] if authority else []))
    assert written.returncode == 0, written.stderr
    field = Field(here, folder, port, keys, authority)
    yield field
    for process in (field.listener, field.broker):
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()


def use(random: Random, connection: Connection, times: int) -> int:
    """Let people press buttons and return how many got something."""
    given = sum(one_visit(random, connection.device) == "dispensed" for _turn in range(times))
    connection.send()
    return given


def run_through(field: Field, *, rounds: int, vends: int) -> None:
    """Machines go on while listener and broker are killed in turn; at the end every vend is there once."""
    random = Random(7)
    field.start_broker()
    field.start_listener()
    wait_for(lambda: "Listening to the machines" in field.log.read_text())
    devices = [field.device(0), field.device(1)]
    connections = [field.connect(device, place) for place, device in enumerate(devices)]
    given = 0
    try:
        for device in devices:
            device.start("boot-1", clock.now())
        for turn in range(rounds):
            for connection in connections:
                given += use(random, connection, vends)
            which = ("listener", "broker")[turn % 2]
            time.sleep(0.3)
            field.kill(which)
            for connection in connections:
                given += use(random, connection, vends)
            getattr(field, f"start_{which}")()
        for connection in connections:
            given += use(random, connection, vends)

        def all_told() -> bool:
            # Machines report every now and then, and with the next number a gap before it is seen.
            for connection in connections:
                if not connection.device.waiting:
                    connection.device.state_stock(clock.now())
                    time.sleep(0.5)
                connection.send()
            return field.vends >= given

        wait_for(all_told, seconds=180)
        # What a command makes a machine say again comes a second time, and counts once.
        time.sleep(1)
        assert field.vends == given
        lines = "SELECT COALESCE(SUM(quantity), 0) FROM encounters_encounterline"
        assert field.count(lines) == given
        assert field.count("SELECT COUNT(*) FROM vending_keptmessage") == 0
        answered = "SELECT COUNT(*) FROM vending_command WHERE operation = 'set_limit' AND done"
        wait_for(lambda: field.count(answered) >= 2)
        assert [device.limits["STRIP-5"].per_visit for device in devices] == [5, 5]
    finally:
        for connection in connections:
            connection.close()


def test_nothing_is_lost_or_doubled_when_broker_and_listener_are_killed(outside: Field) -> None:
    run_through(outside, rounds=2, vends=30)


@pytest.mark.long
def test_nothing_is_lost_or_doubled_however_often_they_are_killed(outside: Field) -> None:
    run_through(outside, rounds=20, vends=100)


@pytest.mark.parametrize("outside", ["tls"], indirect=True)
def test_machine_may_write_its_own_topics_only_and_nobody_without_password_or_cipher(
    outside: Field, tmp_path: Path
) -> None:
    """Everything here is enciphered, the listener's connection, too, with an authority of the test's own."""
    outside.start_broker()
    outside.start_listener()
    wait_for(lambda: "Listening to the machines" in outside.log.read_text())
    posing, *strangers = (outside.device(place) for place in (1, 0, 0, 0))
    posing.name = "east-01"
    wrong_password = Connection(strangers[0], outside.where(), username=outside.keys[0][0], password="wrong")
    # A machine that trusts somebody else does not tell our broker anything, nor does one without a cipher.
    deceived = outside.connect(strangers[1], 0, authority=str(certify(tmp_path / "elsewhere")))
    plain = outside.connect(strangers[2], 0, tls=False)
    # West signs in as itself and writes into East's topics: the broker takes it, and passes it to nobody.
    other = outside.connect(posing, 1)
    right = outside.connect(outside.device(0), 0)
    everybody = (wrong_password, deceived, plain, other, right)
    try:
        for connection in everybody:
            connection.device.start("boot-9" if connection is right else "boot-1", clock.now())
        right.device.ask("A1", clock.now())

        def is_told() -> bool:
            for each in everybody:
                each.send()
            return outside.vends == 1 and not right.device.waiting

        wait_for(is_told)
        other.send_all(within=5)
        time.sleep(0.5)
        assert outside.count("SELECT COUNT(DISTINCT boot) FROM vending_message") == 1
        assert all(device.waiting for device in strangers)
        assert not right.device.waiting
    finally:
        for connection in everybody:
            connection.close()
