"""`meetpoint vending PART`: listen to machines, read an audit file, set up a broker, simulate machines."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.environment import SettingError
from meetpoint.services.vending.configuration import broker
from meetpoint.services.vending.evadts.counts import AUTO, PROFILES
from meetpoint.services.vending.evadts.errors import Damaged
from meetpoint.services.vending.evadts.files import LARGEST_BYTES, read_sets
from meetpoint.services.vending.evadts.report import AuditSet

NO_BROKER = "No broker is named. Set MEETPOINT_MQTT, such as mqtts://meetpoint:password@broker.example:8883."


class Command(OwnCommand):
    help = "Vending machines: listen to the broker, read an audit file, write the broker's files, simulate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", metavar="PART", required=True)
        parts.add_parser("listen", help="take in what machines send; `meetpoint serve` starts this by itself")
        parse = parts.add_parser("parse", help="read an EVA-DTS audit file and print what it counts")
        parse.add_argument("file", type=Path)
        parse.add_argument("--json", action="store_true", help="print JSON for a program")
        parse.add_argument(
            "--profile", choices=PROFILES, default=AUTO, help="which field holds the count since the start"
        )
        files = parts.add_parser("broker", help="write the files of a Mosquitto broker for these machines")
        files.add_argument("folder", type=Path)
        files.add_argument("--host", default="127.0.0.1")
        files.add_argument("--port", type=int, default=1883)
        files.add_argument("--tls", action="store_true", help="with ca.pem, server.pem and server.key there")
        simulate = parts.add_parser("simulate", help="drive simulated machines against the broker")
        simulate.add_argument("--org", help="the organisation's short name (default: the only one)")
        simulate.add_argument("--vends", type=int, default=100, help="how many vends (default 100)")
        simulate.add_argument("--per-second", type=float, default=5.0, help="how fast (default 5)")
        simulate.add_argument("--seed", type=int, default=1, help="the same seed does the same")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['part']}")(options)
        except SettingError as problem:
            raise CommandError(str(problem)) from None

    def _listen(self, options: dict[str, Any]) -> None:
        from meetpoint.services.vending.mqtt.listening import (  # noqa: PLC0415 - loads paho where it is used
            Listener,
        )

        where = broker()
        if where is None:
            raise CommandError(NO_BROKER)
        listener = Listener(where)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: listener.stop())
        listener.run()

    def _parse(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            with path.open("rb") as stream:
                content = stream.read(LARGEST_BYTES + 1)
            sets = read_sets(content, profile=options["profile"])
        except OSError as problem:
            raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
        except Damaged as problem:
            raise CommandError(f"{path}, line {problem.line}: {problem.reason}") from None
        if options["json"]:
            said = [each.as_data() for each in sets]
            self.stdout.write(json.dumps(said[0] if len(said) == 1 else said, indent=1))
            return
        for each in sets:
            self._tell(each)

    def _tell(self, said: AuditSet) -> None:
        at = said.read_at.isoformat(" ") if said.read_at else "at an unknown time"
        self.stdout.write(f"{said.serial or 'A machine'} {said.model}, read {at}")
        self.stdout.write(f"  {said.paid} paid, {said.free} free and {said.tests} test vends since it began")
        for product in said.products:
            self.stdout.write(
                f"  {product.selection:>6}  {product.paid:>7} paid {product.free:>7} free  {product.name}"
            )
        for warning in said.warnings:
            self.stdout.write(f"  ! {warning}")

    def _broker(self, options: dict[str, Any]) -> None:
        from meetpoint.services.vending.mqtt.broker_files import write_files  # noqa: PLC0415 - used here only

        where = broker()
        if where is None or not where.username or not where.password:
            raise CommandError(f"{NO_BROKER} Its user and password are what `meetpoint vending listen` uses.")
        machines = write_files(
            options["folder"],
            listener=(where.username, where.password),
            host=options["host"],
            port=options["port"],
            tls=options["tls"],
        )
        self.stdout.write(f"Wrote mosquitto.conf, acl and passwords for {len(machines)} machines.")
        self.stdout.write("Run: mosquitto -c mosquitto.conf. After a change of machines, write them again.")

    def _simulate(self, options: dict[str, Any]) -> None:
        from meetpoint.services.vending.simulating.running import (  # noqa: PLC0415 - loads paho where it is used
            Nothing,
            simulate,
        )

        where = broker()
        if where is None:
            raise CommandError(NO_BROKER)
        try:
            for line in simulate(
                where,
                organisation=options["org"],
                vends=options["vends"],
                per_second=options["per_second"],
                seed=options["seed"],
            ):
                self.stdout.write(line)
        except Nothing as problem:
            raise CommandError(str(problem)) from None
