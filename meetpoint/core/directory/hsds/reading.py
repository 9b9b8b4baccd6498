"""Reading HSDS: a tabular data package (zip or folder of CSV or JSON), or one file by itself."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.directory.errors import PackageRefused
from meetpoint.core.directory.hsds.nesting import tables_in, take_apart
from meetpoint.core.directory.hsds.parsed import Parsed, Problem
from meetpoint.core.directory.hsds.tables import MODELS, NOT_KEPT

LARGEST = 1 << 30
"""Bytes of a package once it is unpacked (product choice): a national directory has some 200 MB."""
DESCRIPTION = "datapackage.json"
SOURCE = "hsds"


def read_hsds(path: Path) -> Parsed:
    """Read a package. Raises PackageRefused for what is none, and OSError."""
    parsed = Parsed(source=SOURCE)
    if path.is_dir():
        members = {each.name: each.read_bytes() for each in sorted(path.iterdir()) if each.is_file()}
    elif zipfile.is_zipfile(path):
        members = _unpacked(path)
    else:
        members = {path.name: path.read_bytes()}
    for name, table, content in _named(members):
        _read_member(name, table, content, parsed)
    if not parsed.tables and not parsed.problems:
        raise PackageRefused(
            _("There is no table of HSDS 3 in it, such as organization.csv or service.csv with its header.")
        )
    return parsed


def _unpacked(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as package:
            wanted = [each for each in package.infolist() if not each.is_dir()]
            if sum(each.file_size for each in wanted) > LARGEST:
                raise PackageRefused(_("This package is larger than a directory can be."))
            return {each.filename: package.read(each) for each in wanted}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as problem:
        raise PackageRefused(_("This zip file is damaged or locked.")) from problem


def _named(members: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """Yield each member with the table that it holds: as datapackage.json says, or by its own name."""
    said = _described(members)
    for name, content in members.items():
        path = PurePosixPath(name)
        if path.name == DESCRIPTION or path.suffix.casefold() not in (".csv", ".json"):
            continue
        yield name, said.get(name) or said.get(path.name) or path.stem.casefold(), content


def _described(members: Mapping[str, bytes]) -> dict[str, str]:
    for name, content in members.items():
        if PurePosixPath(name).name == DESCRIPTION:
            said = _json_in(name, content)
            resources = said.get("resources", []) if isinstance(said, dict) else []
            folder = PurePosixPath(name).parent
            return {
                str(folder / str(each.get("path"))): str(each.get("name", "")).casefold()
                for each in resources
                if isinstance(each, dict) and each.get("path")
            }
    return {}


def _read_member(name: str, table: str, content: bytes, parsed: Parsed) -> None:
    if PurePosixPath(name).suffix.casefold() == ".csv":
        if table in MODELS or table in NOT_KEPT:
            _read_csv(name, table, content, parsed)
        return
    said = _json_in(name, content)
    if table in NOT_KEPT:
        parsed.not_kept[table] += len(said) if isinstance(said, list) else 0
    elif isinstance(said, dict) and tables_in(said):
        for inner, rows in said.items():
            if inner in NOT_KEPT and isinstance(rows, list):
                parsed.not_kept[inner] += len(rows)
            elif inner in MODELS and isinstance(rows, list):
                take_apart(rows, inner, f"{name} {inner}", parsed)
    else:
        _read_whole(name, table, said, parsed)


def _read_whole(name: str, table: str, said: Any, parsed: Parsed) -> None:
    """Read a list of rows, a page of the API, or one row; without a table's name they are services."""
    rows = said.get("contents", [said]) if isinstance(said, dict) else said
    if isinstance(rows, list) and any(isinstance(row, dict) and "id" in row for row in rows):
        take_apart(rows, table if table in MODELS else "service", name, parsed)


def _read_csv(name: str, table: str, content: bytes, parsed: Parsed) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackageRefused(_("%(file)s is not written in UTF-8.") % {"file": name}) from None
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    if table in NOT_KEPT:
        parsed.not_kept[table] += sum(1 for _row in rows)
        return
    if "id" not in (rows.fieldnames or ()):
        parsed.problems.append(Problem(name, 1, "id", _("This table has no column “id”.")))
        return
    try:
        for row in rows:
            _add_csv_row(name, table, rows.line_num, row, parsed)
    except csv.Error:
        words = _("The table cannot be read from here on.")
        parsed.problems.append(Problem(name, rows.line_num, "", words))


def _add_csv_row(name: str, table: str, line: int, row: dict[Any, Any], parsed: Parsed) -> None:
    if row.pop(None, None):
        words = _("This row has more cells than the header.")
        parsed.problems.append(Problem(name, line, "", words))
    elif any(row.values()):
        parsed.add(table, name, line, row)


def _json_in(name: str, content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise PackageRefused(_("%(file)s is not JSON that can be read.") % {"file": name}) from None
