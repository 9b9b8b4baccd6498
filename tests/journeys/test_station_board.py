"""The station board over a restart of the server, on several screens, and behind two processes."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from meetpoint.core.access.models import StaffMember
from meetpoint.core.access.proof import sessions
from meetpoint.core.organisations.models import Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.operate.serving import web
from meetpoint.operate.tests.installation import Installation, family, free_port
from meetpoint.services.supervised_consumption.tests.factories import room_at, seated

PREPARE = """
import django
django.setup()
import json
from conftest import hire
from meetpoint.core.access.models import RoleName
from meetpoint.core.access.proof import sessions
from meetpoint.core.organisations.models import Organisation, Site
from meetpoint.core.tenancy.actor import Actor
from meetpoint.services.supervised_consumption.tests.factories import room_at, seated
org = Organisation.objects.get()
site = Site.objects.of(org.pk).get()
room = room_at(site)
seated(Actor.system(org.pk, "test"), site, 1)
print(json.dumps([sessions.open_session(hire(org, "Ana", RoleName.WORKER), device="Test"), str(room.uid)]))
"""


def prepared(here: Installation) -> list[str]:
    environment = {**here.variables(), "DJANGO_SETTINGS_MODULE": "meetpoint.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def seconds_until_all_show(screens: list[Page], text: str) -> float:
    began = time.monotonic()
    for screen in screens:
        screen.wait_for_function(
            "text => document.querySelector('#station-1').textContent.includes(text)", arg=text
        )
    return time.monotonic() - began


@pytest.mark.browser
@pytest.mark.embedded
def test_screens_agree_within_a_second_and_outlive_a_restart(
    chromium: Browser, installation: Installation
) -> None:
    session, room = prepared(installation)
    port = free_port()
    address = f"http://127.0.0.1:{port}/supervised-consumption/{room}/"
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "meetpoint", "value": session, "url": f"http://127.0.0.1:{port}"}])
    with installation.serving("--port", str(port)) as server:
        server.port = port
        server.wait_until_it_answers()
        screens = [context.new_page() for _each in range(4)]
        for screen, path in zip(screens, ("", "", "wall/", "wall/"), strict=True):
            screen.goto(f"{address}{path}")
        phone = screens[0].locator("#station-1")
        took = []
        for _each in range(3):
            phone.get_by_role("button", name="Emergency").click()
            screens[0].locator("#panel [data-open]").wait_for()
            took.append(seconds_until_all_show(screens[1:], "Emergency"))
            screens[0].locator("#panel [data-open]").click()
            screens[0].get_by_role("button", name="Begun by a slip").click()
            expect(screens[3].locator("#station-1")).to_contain_text("Taken")
    assert statistics.median(took) < 1
    for screen in screens:
        expect(screen.get_by_role("alert").filter(has_text="No word from the server")).to_be_visible()
    phone.get_by_role("button", name="Emergency").click()
    screens[0].locator("#panel").get_by_role("button", name="Oxygen").click()
    with installation.serving("--port", str(port)) as server:
        server.port = port
        server.wait_until_it_answers()
        for screen in screens:
            expect(screen.locator("#station-1")).to_contain_text("Emergency", timeout=20_000)
            expect(screen.locator("#station-1")).to_contain_text("Oxygen", timeout=20_000)
            expect(screen.get_by_role("alert").filter(has_text="No word from the server")).to_be_hidden()
    context.close()


@contextmanager
def two_workers(home: Path) -> Iterator[tuple[int, int]]:
    """Serve the database of these tests with two processes; give the port and the process above them."""
    parts = connection.settings_dict
    host, port = parts["HOST"].replace("/", "%2F"), free_port()
    where = f"{host}:{parts['PORT']}" if parts["PORT"] else host
    url = f"postgres://{parts['USER']}:{parts['PASSWORD']}@{where}/{parts['NAME']}"
    ours = {"DATABASE_URL": url, "MEETPOINT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "meetpoint.settings"}
    command = ["-m", "gunicorn", "-c", str(web.__file__), "-b", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [sys.executable, *command, "meetpoint.wsgi:application"],
        env={**os.environ, **ours},
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while len(family(process.pid)) < 2 or not _is_listening(port):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="runs in the PostgreSQL pass")
@pytest.mark.skipif(not Path("/proc").exists(), reason="finds processes in /proc")
@pytest.mark.django_db(transaction=True)
def test_two_processes_tell_every_screen_the_same_version(
    tmp_path: Path, ana: Actor, ana_member: StaffMember, site: Site
) -> None:
    room = room_at(site)
    path = reverse("supervised_consumption:tiles", args=[room.uid])
    session = sessions.open_session(ana_member, device="Test")
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "X-Requested-With": "fetch"}
    with two_workers(tmp_path / "home") as (port, pid):
        for number in (1, 2):
            seated(ana, site, number)
            held = [http.client.HTTPConnection("127.0.0.1", port) for _each in range(16)]
            tags, states = set(), set()
            for one in held:
                one.request("GET", path, headers=headers)
                answer = one.getresponse()
                states.add((answer.status, answer.read().decode().count("sc-taken")))
                tags.add((answer.headers["ETag"] or "").rpartition("-")[0])  # without the half minute
            assert states == {(200, number)}
            assert len(tags) == 1
            assert len(_processes_of_connections(pid, port)) == 2
            held[0].request("GET", path, headers={**headers, "If-None-Match": answer.headers["ETag"]})
            assert held[0].getresponse().status in (304, 200)
            for one in held:
                with closing(one):
                    pass


def _is_listening(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _processes_of_connections(pid: int, port: int) -> set[int]:
    """Return which processes below one hold connections of a port."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inodes = {line[9] for line in lines if int(line[1].split(":")[1], 16) == port and line[3] == "01"}
    found = set()
    for child in family(pid):
        links = [os.readlink(link) for link in Path(f"/proc/{child}/fd").iterdir() if link.is_symlink()]
        if any(f"socket:[{inode}]" in links for inode in inodes):
            found.add(child)
    return found
