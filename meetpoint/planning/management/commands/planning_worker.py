"""`meetpoint planning_worker`: keeps the planning engine warm and answers the pages about plans."""

from __future__ import annotations

import signal
import threading
from typing import Any

from meetpoint.lib.commands import OwnCommand
from meetpoint.planning.warm import protocol


class Command(OwnCommand):
    help = "Answer what pages ask about plans. `meetpoint serve` starts this by itself."

    def handle(self, *args: Any, **options: Any) -> None:
        # The engine takes a second to load, and only this process needs it.
        from meetpoint.planning.reckoning.crew import processors  # noqa: PLC0415 - the engine, in this process alone
        from meetpoint.planning.warm.server import Answers, Server  # noqa: PLC0415 - the same

        answers = Answers(threads=0)
        answers.warm_up()
        answers.part(processors())
        with Server(protocol.address(), answers) as server:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
            server.serve_forever(poll_interval=0.2)
        answers.close()
        protocol.address().unlink(missing_ok=True)
