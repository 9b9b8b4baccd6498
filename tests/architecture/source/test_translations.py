"""Everything that people read exists in every language that is offered, with the same blanks to fill."""

import re

import pytest
from babel.messages.catalog import Message

from meetpoint.operate import translations

BLANKS = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.mark.parametrize("language", translations.languages())
def test_every_phrase_is_translated(language: str) -> None:
    lacking = {
        app.name: [phrase.text for phrase in some] for app, some in translations.missing(language).items()
    }
    assert lacking == {}, "run: meetpoint translations --update, then write what is empty"


@pytest.mark.parametrize("language", translations.languages())
def test_translations_keep_the_blanks(language: str) -> None:
    wrong = [
        (app.name, form)
        for app in translations.our_apps()
        for message in translations.read_catalogue(app, language)
        if message.id
        for form in _forms(message)
        if form and not _blanks(form) <= _blanks(*_ids(message))
    ]
    assert wrong == []


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (message.string,)


def _blanks(*texts: str) -> set[str]:
    return {"".join(found) for text in texts for found in BLANKS.findall(text)}


def test_no_catalogue_holds_what_nobody_says() -> None:
    stale = {}
    for app in translations.our_apps():
        used = {(phrase.text, phrase.context) for phrase in translations.phrases(app)}
        for language in translations.languages():
            listed = {
                (_ids(message)[0], message.context)
                for message in translations.read_catalogue(app, language)
                if message.id
            }
            if unused := sorted(text for text, context in listed - used):
                stale[f"{app.name}/{language}"] = unused
    assert stale == {}, "run: meetpoint translations --update"
