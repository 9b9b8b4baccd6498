"""The templates that ship with Meetpoint: one TOML file each, read once in a process."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from meetpoint.core.reports.asking.reading import Mistake, TemplateWrong, template_of
from meetpoint.core.reports.asking.template import Template

FOLDER = Path(__file__).parents[1] / "library"


@cache
def shipped() -> Mapping[str, Template]:
    """Return every shipped template by slug."""
    found = (read_file(path) for path in sorted(FOLDER.glob("*.toml")))
    return {template.slug: template for template in found}


def read_file(path: Path) -> Template:
    """Return one template file. Raises TemplateWrong, with every mistake by row and field."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise TemplateWrong(path.name, [Mistake("", "", str(problem))]) from None
    template = template_of(data, name=path.name)
    if template.slug != path.stem:
        message = f"“{template.slug}” does not do. Allowed: {path.stem}, the name of the file."
        raise TemplateWrong(path.name, [Mistake("", "slug", message)])
    return template
