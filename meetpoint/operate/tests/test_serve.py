"""The supervisor: starts all, brings back what dies, ends all, and leaves nobody behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from meetpoint.operate.serving import port as ports
from meetpoint.operate.serving.child import LONGEST_DELAY_SECONDS, Child
from meetpoint.operate.serving.supervisor import children
from meetpoint.operate.serving.web import QuietLogger
from meetpoint.operate.tests.installation import Installation, Server, family, wait_until_gone

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@LINUX
def test_server_answers_recovers_and_stops_with_its_children(installation: Installation) -> None:
    with installation.serving() as server:
        assert server.wait_until_it_answers() < 15
        before = _whole_family(server.process.pid)

        web = next(
            pid
            for pid in before
            if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes() and _parent(pid) == server.process.pid
        )
        os.kill(web, signal.SIGKILL)
        assert not wait_until_gone({web})
        _wait_until_said(server, "web ended (signal SIGKILL); starting it again in 0.5 s.")
        server.wait_until_it_answers()

        every = family(server.process.pid)
        assert server.end() == 0
        assert wait_until_gone(before | every) == set()
        assert "Stopped." in server.log.read_text()


def _wait_until_said(server: Server, sentence: str) -> None:
    """Orphaned web workers may still answer before the supervisor has noticed."""
    deadline = time.monotonic() + 15
    while sentence not in server.log.read_text():
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.05)


@LINUX
def test_children_of_a_killed_server_end_too(installation: Installation) -> None:
    with installation.serving("--no-prepare") as server:
        server.wait_until_it_answers()
        left = family(server.process.pid)
        server.process.kill()
        assert wait_until_gone(left) == set()


def test_second_server_on_the_port_is_told_so(installation: Installation) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        done = installation.run("serve", "--port", str(number))
    assert done.returncode == 1
    assert (
        f"Port {number} is taken by another program. Choose another: make run PORT={number + 1}"
        in done.stderr
    )


def test_port_out_of_reach_is_explained() -> None:
    with pytest.raises(ports.PortUnavailable, match="not an address of this machine"):
        ports.bind("no-such-host.invalid", 8000)
    with pytest.raises(ports.PortUnavailable, match=r"cannot listen on 203\.0\.113\.1"):
        ports.bind("203.0.113.1", 8000)


def test_bound_port_answers_only_once_it_listens() -> None:
    with closing(ports.bind("127.0.0.1", 0)) as listener:
        assert not ports.answers(listener)
        listener.listen()
        assert ports.answers(listener)


def _whole_family(pid: int) -> set[int]:
    deadline = time.monotonic() + 20
    while len(found := family(pid)) < 4:  # the web server, its two workers, the schedule worker
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_child_that_keeps_dying_is_restarted_ever_more_slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr("meetpoint.operate.serving.child.time.monotonic", lambda: moment)
    said: list[str] = []
    child = Child(slug="listener", command=[sys.executable, "-c", "raise SystemExit(3)"], say=said.append)
    child.start()
    for _ in range(9):
        child._process.wait()  # type: ignore[union-attr]
        child.look_after()
        assert child.pid is None
        child.look_after()
        assert child.pid is None, "it waits before it starts again"
        moment += LONGEST_DELAY_SECONDS
        child.look_after()
        assert child.pid is not None
    delays = [float(line.rsplit(" in ", 1)[1].removesuffix(" s.")) for line in said]
    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert said[0].startswith("listener ended (exit code 3)")
    child._process.wait()  # type: ignore[union-attr]


def test_child_that_lived_long_is_restarted_at_once_again(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1000.0
    monkeypatch.setattr("meetpoint.operate.serving.child.time.monotonic", lambda: moment)
    said: list[str] = []
    child = Child(slug="listener", command=[sys.executable, "-c", ""], say=said.append, _delay=16.0)
    child.start()
    child._process.wait()  # type: ignore[union-attr]
    moment += 61
    child.look_after()
    assert said == ["listener ended (exit code 0); starting it again in 0.5 s."]


def test_child_that_ignores_the_request_is_killed_with_its_own_children() -> None:
    stubborn = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    )
    child = Child(slug="stubborn", command=[sys.executable, "-c", stubborn], say=lambda line: None)
    child.start()
    grandchildren: set[int] = set()
    deadline = time.monotonic() + 10
    while not grandchildren and time.monotonic() < deadline:
        grandchildren = family(child.pid or 0)
        time.sleep(0.05)
    time.sleep(0.3)
    child.ask_to_stop()
    time.sleep(0.2)
    assert not child.is_gone()
    child.kill()
    assert wait_until_gone({child.pid or 0, *grandchildren}, seconds=5) == set()
    assert child.is_gone()
    child.kill()


def test_disabled_processes_are_not_started() -> None:
    from meetpoint.core.modules.interface import Process  # noqa: PLC0415 - used here only

    processes = [
        Process(slug="on", arguments=("schedule",)),
        Process(slug="off", arguments=("schedule",), enabled=lambda: False),
    ]
    with closing(ports.bind("127.0.0.1", 0)) as listener:
        assert [child.slug for child in children(listener, processes, print)] == ["web", "schedule", "on"]


def test_log_of_the_web_server_names_no_address_and_no_page() -> None:
    script = (
        "import logging, sys; logging.lastResort = None; from gunicorn.config import Config;"
        "from meetpoint.operate.serving.web import QuietLogger; log = QuietLogger(Config());"
        "log.warning('Invalid request from ip=203.0.113.9: bad line');"
        "log.exception('Error handling request %s', '/people/K7M2/'); log.warning('Worker %s is slow', 7)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "meetpoint.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert "203.0.113.9" not in done.stderr
    assert "K7M2" not in done.stderr
    assert "A request that is not valid HTTP was refused." in done.stderr
    assert "Worker 7 is slow" in done.stderr
    assert issubclass(QuietLogger, object)
