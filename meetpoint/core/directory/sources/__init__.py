"""Lists that others publish, read into rows of HSDS: each layout is one file here."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from meetpoint.core.directory.errors import PackageRefused
from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.hsds.reading import read_hsds
from meetpoint.core.directory.sources.findtreatment import read_findtreatment
from meetpoint.core.directory.sources.otp import read_otp


def _sentenced(read: Callable[[Path], Parsed]) -> Callable[[Path], Parsed]:
    """Have a table that is torn, or has a cell of more than 128 kB, refused in a sentence."""

    def reading(path: Path) -> Parsed:
        try:
            return read(path)
        except csv.Error:
            raise PackageRefused(
                _("%(file)s is not a table that can be read.") % {"file": path.name}
            ) from None

    return reading


LAYOUTS: Mapping[str, Callable[[Path], Parsed]] = {
    "hsds": _sentenced(read_hsds),
    "findtreatment": _sentenced(read_findtreatment),
    "otp": _sentenced(read_otp),
}
