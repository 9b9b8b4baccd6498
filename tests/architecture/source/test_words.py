"""Person-first words everywhere; `person_first.csv` lists what is not written, what is, and why."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from meetpoint.operate import translations
from tests.architecture.source.sizes import ROOT

LIST = Path(__file__).with_name("person_first.csv")
WRITTEN = (".py", ".html", ".md", ".txt", ".js", ".css", ".po", ".toml", ".csv", ".svg")
# Passphrases that leaked elsewhere are what they are, and so are names that a public list gives its codes.
QUOTED = {
    "breached",
    "leaked",
    "passphrases",
    "common_words",
    "person_first",
    "test_words",
    "findtreatment_service_codes",
}


@dataclass(frozen=True, slots=True)
class Word:
    where: str
    pattern: re.Pattern[str]
    write: str
    source: str


@cache
def words(where: str) -> tuple[Word, ...]:
    with LIST.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    return tuple(
        Word(row["where"], re.compile(row["pattern"], re.IGNORECASE), row["write"], row["source"])
        for row in rows
        if where in ("", row["where"])
    )


def written() -> Iterator[Path]:
    trees = [ROOT / name for name in ("meetpoint", "docs", "tests", "scripts", "benchmarks")]
    roots = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "conftest.py")]
    for path in [*roots, *(found for tree in trees for found in sorted(tree.rglob("*")))]:
        if path.is_file() and path.suffix in WRITTEN and not any(word in path.stem for word in QUOTED):
            yield path


def in_text(text: str, listed: tuple[Word, ...]) -> list[str]:
    return [f"{found[0]!r}: write {word.write}" for word in listed for found in word.pattern.finditer(text)]


def test_every_word_of_the_list_has_another_and_a_source() -> None:
    assert len(words("")) > 25
    assert [word for word in words("") if not (word.write and word.source)] == []


@pytest.mark.parametrize(
    "text", ["a drug user", "stay clean", "dirty needle", "relapsed", "the homeless", "substance abuse"]
)
def test_list_finds_what_it_is_for(text: str) -> None:
    assert in_text(text, words("everywhere"))


@pytest.mark.parametrize(
    "text", ["def clean(self)", "rate limits", "higher", "community clean-up", "users of the table"]
)
def test_list_leaves_other_words_alone(text: str) -> None:
    assert in_text(text, words("everywhere")) == []


def test_code_templates_and_documents_put_the_person_first() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in written()
        if (found := in_text(path.read_text(), words("everywhere")))
    }
    assert wrong == {}


def test_what_people_read_names_nobody_a_client_or_a_user() -> None:
    wrong = {}
    for app in translations.our_apps():
        said = [text for phrase in translations.phrases(app) for text in (phrase.text, phrase.plural) if text]
        for language in translations.languages():
            for message in translations.read_catalogue(app, language):
                forms = message.string if isinstance(message.string, list | tuple) else [message.string]
                said.extend(form for form in forms if message.id and form)
        if found := [hit for text in said for hit in in_text(text, words("said"))]:
            wrong[app.name] = found
    assert wrong == {}
