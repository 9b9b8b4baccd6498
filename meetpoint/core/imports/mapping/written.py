"""Mappings as TOML, for the command and for keeping: read with every mistake named, written in one way."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from meetpoint.core.imports.errors import MappingRefused
from meetpoint.core.imports.mapping.shape import (
    ANSWER,
    CODE_CHOICES,
    DATE_ORDERS,
    ITEM,
    LAYOUTS,
    LEFT_OUT,
    LINK,
    ONCE,
    ROLES,
    ROW_CHOICES,
    UNIT_CHOICES,
    UNITS,
    LogMapping,
    Target,
)
from meetpoint.core.imports.mapping.words import plain
from meetpoint.core.modules.registry import registry

_CHOICES = {"layout": LAYOUTS, "dates": DATE_ORDERS, "codes": CODE_CHOICES, "rows": ROW_CHOICES}
_TABLES = ("columns", "sites", "items")
_TEXTS = ("name", "site")
LONGEST = 100_000


def read_mapping(text: str) -> LogMapping:
    """Return the mapping that a TOML text describes. Raises MappingRefused, naming what is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise MappingRefused(_("The mapping is not valid TOML: %(problem)s") % {"problem": problem}) from None
    unknown = sorted(said.keys() - {*_CHOICES, *_TABLES, *_TEXTS, "header_row"})
    if unknown:
        raise MappingRefused(_("The mapping has no such entry: %(names)s.") % {"names": ", ".join(unknown)})
    columns = {header: _target(header, value) for header, value in _table(said, "columns").items()}
    _refuse_twice(columns)
    return LogMapping(
        **{name: _text(said, name) for name in _TEXTS},
        **{name: _chosen(said, name, choices) for name, choices in _CHOICES.items() if name in said},
        header_row=_header_row(said.get("header_row", 1)),
        columns=columns,
        sites={plain(word): _slug(value) for word, value in _table(said, "sites").items()},
        items={plain(word): _slug(value) for word, value in _table(said, "items").items()},
    )


def write_mapping(mapping: LogMapping) -> str:
    """Return the TOML of a mapping; `read_mapping` gives the same mapping back."""
    lines = [f"{name} = {_quoted(getattr(mapping, name))}" for name in (*_TEXTS, *_CHOICES)]
    lines.append(f"header_row = {mapping.header_row}")
    lines += ["", "[columns]", *(f"{_quoted(h)} = {_written(t)}" for h, t in mapping.columns.items())]
    for name in ("sites", "items"):
        words = getattr(mapping, name)
        if words:
            lines += [
                "",
                f"[{name}]",
                *(f"{_quoted(word)} = {_quoted(slug)}" for word, slug in words.items()),
            ]
    return "\n".join(lines) + "\n"


def target_from_word(word: str, unit: str = UNITS) -> Target | None:
    """Return the target that one word names (`date`, `item:cooker`, `answer:returned`), or None."""
    role, _colon, name = word.partition(":")
    if role == ITEM and name and unit in UNIT_CHOICES:
        return Target(ITEM, name, unit)
    if role == ANSWER and name in registry().import_columns:
        return Target(ANSWER, name)
    return Target(role) if not name and role in (*ROLES, LEFT_OUT) else None


def _target(header: str, value: Any) -> Target:
    if isinstance(value, dict) and isinstance(value.get("item"), str) and value.keys() <= {"item", "unit"}:
        unit = value.get("unit", UNITS)
        if unit in UNIT_CHOICES:
            return Target(ITEM, value["item"], unit)
    if isinstance(value, str):
        named = registry().import_columns.get(value)
        found = Target(ANSWER, value) if named and named.form else target_from_word(value)
        if found is not None:
            return found
    raise MappingRefused(
        _(
            "The column “%(header)s” is mapped to something unknown. "
            'Write one of %(roles)s, or { item = "…" }.'
        )
        % {"header": header, "roles": ", ".join((*ROLES, LEFT_OUT, *_answers()))}
    )


def _refuse_twice(columns: Mapping[str, Target]) -> None:
    """Refuse two columns for what a row has once: the second would silently take the first one's place."""
    first: dict[str, str] = {}
    for header, target in columns.items():
        if target.role in ONCE and target.role in first:
            raise MappingRefused(
                _("The columns “%(first)s” and “%(second)s” are both mapped to “%(role)s”. Leave one out.")
                % {"first": first[target.role], "second": header, "role": target.role}
            )
        first.setdefault(target.role, header)


def _answers() -> list[str]:
    return [slug for slug, column in registry().import_columns.items() if column.form]


def _written(target: Target) -> str:
    if target.role == ITEM:
        return f"{{ item = {_quoted(target.name)}, unit = {_quoted(target.unit)} }}"
    return _quoted(target.name or target.role)


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for surrogates, which tidied cells do not hold.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > 120 or not value.isprintable():
        raise MappingRefused(_("In the mapping, %(name)s must be a short text.") % {"name": name})
    return value


def _chosen(said: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = said.get(name, choices[0] if name != "codes" else LINK)
    if value not in choices:
        raise MappingRefused(
            _("In the mapping, %(name)s must be one of: %(choices)s.")
            % {"name": name, "choices": ", ".join(choice or '""' for choice in choices)}
        )
    return str(value)


def _header_row(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1_000:
        raise MappingRefused(_("In the mapping, header_row must be a number from 1 to 1000."))
    return value


def _table(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = said.get(name, {})
    if not isinstance(value, dict):
        raise MappingRefused(_("In the mapping, [%(name)s] must be a table.") % {"name": name})
    return value


def _slug(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 80:
        raise MappingRefused(_("In the mapping, sites and items are named by their short name."))
    return value
