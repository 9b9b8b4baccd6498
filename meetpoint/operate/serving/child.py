"""One process that the supervisor keeps alive: how it starts, when it is restarted, how it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
SETTLED_AFTER_SECONDS = 60.0

_PR_SET_PDEATHSIG = 1


@dataclass(kw_only=True)
class Child:
    """A command with its restarts. `say` gets one line for people whenever its state changes."""

    slug: str
    command: Sequence[str]
    say: Callable[[str], None]
    keep_open: tuple[int, ...] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _started_at: float = 0.0
    _start_again_at: float = 0.0
    _delay: float = FIRST_DELAY_SECONDS

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process in a session of its own, so that one Ctrl-C reaches only the supervisor."""
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - commands come from modules' declarations
            list(self.command),
            pass_fds=self.keep_open,
            start_new_session=True,
            preexec_fn=die_with_parent(os.getpid()),  # safe here: the supervisor has one thread
        )

    def look_after(self) -> None:
        """Notice a death, and start again once the pause is over; call it a few times a second."""
        if self._process is None:
            if time.monotonic() >= self._start_again_at:
                self.start()
            return
        code = self._process.poll()
        if code is None:
            return
        if time.monotonic() - self._started_at > SETTLED_AFTER_SECONDS:
            self._delay = FIRST_DELAY_SECONDS
        self.say(f"{self.slug} ended ({_ending(code)}); starting it again in {self._delay:g} s.")
        self._process = None
        self._start_again_at = time.monotonic() + self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY_SECONDS)

    def ask_to_stop(self) -> None:
        """Send SIGTERM: web workers finish the request they are in."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL to the process and to everything it started."""
        self._signal(signal.SIGKILL)

    def is_gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        if number is signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)


def die_with_parent(parent: int) -> Callable[[], None] | None:
    """Return what a new process runs first, so that it gets SIGTERM when the supervisor is killed outright.

    Only Linux can do this; elsewhere None. The parent may die before the request stands, hence the check.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)

    return ask_the_kernel


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
