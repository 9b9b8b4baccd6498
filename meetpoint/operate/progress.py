"""A bar for work that takes longer than two seconds, on a terminal only."""

from collections.abc import Callable

from tqdm import tqdm

SHOWN_AFTER_SECONDS = 2.0

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is in all."""


def bar(label: str, *, unit: str = "") -> Progress:
    """Return a progress callback that draws nothing unless the work lasts and somebody watches."""
    shown = tqdm(desc=label, unit=unit, unit_scale=True, delay=SHOWN_AFTER_SECONDS, disable=None, leave=False)

    def show(done: int, total: int) -> None:
        shown.total = total
        shown.update(done - shown.n)
        if done >= total:
            shown.close()

    return show


def silent(done: int, total: int) -> None:
    """Show nothing, for work whose output a program reads."""
