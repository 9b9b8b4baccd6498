"""`meetpoint demo`: three years of a made-up organisation, to look at and to measure with."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from tqdm import tqdm

from meetpoint.lib.commands import OwnCommand
from meetpoint.lib.errors import DomainError
from meetpoint.operate.demo.making import PASSPHRASE, Made, make_demo, sign_ins


class Command(OwnCommand):
    help = "Make a demo organisation with three years of believable, made-up history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--encounters", type=int, default=20_000, help="how many (default 20000)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same history")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["encounters"] < 1:
            raise CommandError("--encounters must be at least 1.")
        try:
            made = self._make(options["encounters"], options["seed"])
        except DomainError as problem:
            raise CommandError(str(problem)) from problem
        if options["json"]:
            self.stdout.write(json.dumps({"encounters": made.encounters, "seconds": round(made.seconds, 2)}))
            return
        self.stdout.write(f"Made {made.encounters:,} encounters in {made.seconds:.1f} s. Sign in as:")
        for name, email, role in sign_ins():
            self.stdout.write(f"  {email:32} {role:15} {name}")
        self.stdout.write(f"with the passphrase “{PASSPHRASE}”.")

    def _make(self, encounters: int, seed: int) -> Made:
        with tqdm(
            total=encounters, unit=" encounters", delay=2, leave=False, disable=None, file=self.stderr
        ) as bar:
            for step in make_demo(encounters, seed=seed):
                if isinstance(step, Made):
                    return step
                bar.update(step)
        raise CommandError("The demo was not finished.")
