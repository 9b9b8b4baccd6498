"""`meetpoint serve`: prepare the installation, then keep it running."""

from __future__ import annotations

import socket
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.db import connections

from meetpoint.core.modules.registry import registry
from meetpoint.core.organisations.models import Organisation
from meetpoint.lib.commands import OwnCommand
from meetpoint.operate.demo.making import PASSPHRASE, sign_ins
from meetpoint.operate.demo.story import SLUG
from meetpoint.operate.serving import port as ports
from meetpoint.operate.serving.prepare import prepare
from meetpoint.operate.serving.supervisor import Supervisor, children
from meetpoint.web.welcome.actions import is_set_up
from meetpoint.web.welcome.setup_code import setup_code


class Command(OwnCommand):
    help = "Run Meetpoint: web server, schedule worker, every module's process. One Ctrl-C stops all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
        parser.add_argument(
            "--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)"
        )
        parser.add_argument(
            "--demo", action="store_true", help="fill an empty installation with a made-up organisation"
        )
        parser.add_argument(
            "--no-prepare", action="store_true", help="do not migrate or collect static files first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            listener = ports.bind(options["host"], options["port"])
        except ports.PortUnavailable as problem:
            raise CommandError(str(problem)) from None
        if not options["no_prepare"]:
            prepare(demo=options["demo"], say=self._say)
        self._code = "" if is_set_up() else setup_code()
        self._has_demo = Organisation.objects.filter(slug=SLUG).exists()
        connections.close_all()
        processes = [process for module in registry() for process in module.processes]
        Supervisor(children(listener, processes, self._say), self._say).run(
            when_ready=self._announcer(listener)
        )

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _announcer(self, listener: socket.socket) -> Callable[[], bool]:
        def announce_once_it_answers() -> bool:
            if not ports.answers(listener):
                return False
            self._announce(*listener.getsockname()[:2])
            return True

        return announce_once_it_answers

    def _announce(self, host: str, port: int) -> None:
        shown = "localhost" if host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else host  # noqa: S104 - compared only
        self._say(f"\nMeetpoint is at http://{shown}:{port}/  (Ctrl-C stops it)")
        if self._code:
            self._say(f"There is no organisation here yet. Open the address and give this code: {self._code}")
        if self._has_demo:
            self._say(f"\nThe demo's people, each with the passphrase “{PASSPHRASE}”:")
            for name, email, role in sign_ins():
                self._say(f"  {email:32} {role:15} {name}")
