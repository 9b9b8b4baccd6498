"""Finding the cells of a workbook that hold an error, such as #DIV/0!, which its reader shows as empty."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import BinaryIO

Faults = dict[int, dict[int, str]]
"""What stands wrong, by row and column, both counted from nought."""

MOST = 100_000
_PIECE = 1 << 20
_LONGEST_CELL = 200_000
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_WRONG = re.compile(
    rb'<c\b([^>]*\bt="e"[^>]*)>\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)?\s*<v>([^<]{1,20})</v>', re.DOTALL
)
_NAMED = re.compile(rb'([\w:]+)="([^"]*)"')
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def faults_in(workbook: BinaryIO, sheet: str) -> Faults:
    """Return the errors in a sheet, in the words of the spreadsheet.

    Empty where the package says nothing of such a sheet: whether it can be read at all, others judge.
    """
    with zipfile.ZipFile(workbook) as package:
        part = _part_of(package, sheet)
        if part not in package.namelist():
            return {}
        found: Faults = {}
        for cell in islice(_wrong_cells(package, part), MOST):
            place = _place_of(_attributes(cell[1]).get("r", ""))
            if place is not None:
                row, column = place
                found.setdefault(row, {})[column] = unescape(cell[2].decode("utf-8", "replace"))
    return found


def _part_of(package: zipfile.ZipFile, sheet: str) -> str:
    """Return which part of the package holds a sheet, or an empty text."""
    try:
        book = package.read("xl/workbook.xml")
        relations = package.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return ""
    ids = {said.get("name"): said.get("r:id") for said in map(_attributes, _SHEET.findall(book))}
    parts = {
        said.get("Id"): said.get("Target", "") for said in map(_attributes, _RELATION.findall(relations))
    }
    target = parts.get(ids.get(sheet), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _wrong_cells(package: zipfile.ZipFile, part: str) -> Iterator[re.Match[bytes]]:
    rest = b""
    with package.open(part) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            end = text.rfind(b"</c>") + 4 if b"</c>" in text else 0
            yield from _WRONG.finditer(text, 0, end)
            rest = text[end:][-_LONGEST_CELL:]


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("utf-8", "replace"): unescape(value.decode("utf-8", "replace"))
        for name, value in _NAMED.findall(tag)
    }


def _place_of(reference: str) -> tuple[int, int] | None:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
