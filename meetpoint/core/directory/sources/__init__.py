"""Lists that others publish, read into rows of HSDS: each layout is one file here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from meetpoint.core.directory.hsds.parsed import Parsed
from meetpoint.core.directory.hsds.reading import read_hsds
from meetpoint.core.directory.sources.findtreatment import read_findtreatment
from meetpoint.core.directory.sources.otp import read_otp

LAYOUTS: Mapping[str, Callable[[Path], Parsed]] = {
    "hsds": read_hsds,
    "findtreatment": read_findtreatment,
    "otp": read_otp,
}
