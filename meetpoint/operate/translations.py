"""What people can read in each app, and whether the catalogues hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation import template as django_template

import meetpoint

PACKAGE = Path(meetpoint.__file__).parent
KEYWORDS: Mapping[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PROJECT_HEADER = b'"Project-Id-Version:'
PROJECT = PROJECT_HEADER + b' Meetpoint\\n"\n'
# Babel writes this into the heading of a catalogue that has none.
TEMPLATE_NAME = "FIRST AUTHOR"
# Headers that name nobody and change with every run.
UNSAID = tuple(
    f'"{name}:'.encode()
    for name in (
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing to translate. `plural` is None when there is only one form."""

    text: str
    plural: str | None = None
    context: str | None = None

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text


def languages() -> list[str]:
    """Return the languages that need a catalogue: all offered ones but the one the code is written in."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def our_apps() -> list[Path]:
    """Return the folder of each Django app of this project, in the order of the settings."""
    paths = [Path(config.path) for config in apps.get_app_configs()]
    return [path for path in paths if path.is_relative_to(PACKAGE)]


def catalogue_path(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(app: Path, language: str) -> Catalog:
    """Return an app's catalogue, empty when it has none yet."""
    path = catalogue_path(app, language)
    if not path.exists():
        return Catalog(locale=language, header_comment=_heading(app), fuzzy=False)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def _heading(app: Path) -> str:
    return f"# What people read of {app.name}."


def phrases(app: Path) -> list[Phrase]:
    """Return what an app's code and templates say, each once, in the order of the files."""
    found: dict[Phrase, None] = {}
    for path in sorted(app.rglob("*")):
        if path.suffix == ".py" and not {"tests", "migrations"} & set(path.parts):
            found.update(dict.fromkeys(_in_python(path.read_text())))
        elif path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts:
            found.update(dict.fromkeys(_in_template(path.read_text())))
    return list(found)


def _in_template(source: str) -> Iterator[Phrase]:
    # Django blots out all but the phrases; what is left reads as Python once its lines are not indented.
    blotted = django_template.templatize(source)
    return _in_python("\n".join(line.strip() for line in blotted.splitlines()))


def _in_python(source: str) -> Iterator[Phrase]:
    stream = BytesIO(source.encode())
    for _, function, said, _ in extract_python(stream, KEYWORDS, [], {"encoding": "utf-8"}):
        if said is None:  # a name in place of words: what it holds is marked where it is written
            continue
        arguments = (said,) if isinstance(said, str) else tuple(said)
        spec = KEYWORDS.get(str(function)) or (1,)
        context = _argument(arguments, next((at[0] for at in spec if isinstance(at, tuple)), 0))
        texts = [_argument(arguments, at) for at in spec if isinstance(at, int)]
        if texts[0]:
            yield Phrase(texts[0], texts[1] if len(texts) > 1 else None, context)


def _argument(arguments: Sequence[str | None], position: int) -> str | None:
    return arguments[position - 1] if 0 < position <= len(arguments) else None


def is_translated(catalogue: Catalog, phrase: Phrase) -> bool:
    """Tell whether a catalogue holds a finished translation of every form of a phrase."""
    message = catalogue.get(phrase.text, phrase.context)
    if message is None or message.fuzzy:
        return False
    forms = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return all(forms) and (phrase.plural is None or len(forms) == catalogue.num_plurals)


def missing(language: str) -> dict[Path, list[Phrase]]:
    """Return, by app, what nobody's catalogue translates; Django's own words count as translated."""
    known = [read_catalogue(app, language) for app in our_apps()] + list(_catalogues_of_others(language))
    lacking = {
        app: [p for p in phrases(app) if not any(is_translated(each, p) for each in known)]
        for app in our_apps()
    }
    return {app: some for app, some in lacking.items() if some}


@cache
def _catalogues_of_others(language: str) -> tuple[Catalog, ...]:
    # Only Django's core catalogue is always loaded, whatever stands in INSTALLED_APPS.
    import django  # noqa: PLC0415 - for its place on disk only

    return (read_catalogue(Path(django.__file__).parent / "conf", language),)


def update(app: Path, language: str) -> bool:
    """Rewrite an app's catalogue: new phrases added empty, finished ones kept, unused ones dropped.

    What another app of the project already translates is left there. Returns whether the file changed.
    """
    said = phrases(app)
    others = [read_catalogue(other, language) for other in our_apps() if other != app]
    old = read_catalogue(app, language)
    written_by_hand = old.header_comment and TEMPLATE_NAME not in old.header_comment
    heading = old.header_comment if written_by_hand else _heading(app)
    fresh = Catalog(locale=language, header_comment=heading, fuzzy=False)
    for phrase in said:
        before = old.get(phrase.text, phrase.context)
        if before is not None:
            fresh.add(
                phrase.id,
                before.string,
                context=phrase.context,
                flags=before.flags,
                user_comments=before.user_comments,
            )
        elif not any(is_translated(each, phrase) for each in others):
            fresh.add(phrase.id, context=phrase.context)
    return _write_if_changed(fresh, catalogue_path(app, language))


def _write_if_changed(catalogue: Catalog, path: Path) -> bool:
    if not len(catalogue):
        return False
    written = BytesIO()
    write_po(written, catalogue, width=100, no_location=True)
    lines = (line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(UNSAID))
    text = b"".join(PROJECT if line.startswith(PROJECT_HEADER) else line for line in lines).rstrip() + b"\n"
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True
