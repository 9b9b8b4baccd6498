"""Finding phrases in code and templates, and keeping what translators wrote."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from meetpoint.operate import translations
from meetpoint.operate.translations import Phrase

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
A = _("Save")
B = ngettext("%(n)d kit", "%(n)d kits", 3)
C = pgettext_lazy("month", "May")
D = _("one " "long line")
"""
PAGE = """
{% load i18n %}
  <h1>{% translate "People" %}</h1>
{% blocktranslate count n=n %}{{ n }} person{% plural %}{{ n }} people{% endblocktranslate %}
      {% translate "May" context "permission" %}
<p>Don't {{ x|default:"_('no')" }}</p>
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "app"
    (made / "templates" / "app").mkdir(parents=True)
    (made / "code.py").write_text(CODE)
    (made / "templates" / "app" / "page.html").write_text(PAGE)
    monkeypatch.setattr(translations, "our_apps", lambda: [made])
    return made


def test_phrases_of_code_and_templates_are_found(app: Path) -> None:
    assert set(translations.phrases(app)) >= {
        Phrase("Save"),
        Phrase("%(n)d kit", "%(n)d kits"),
        Phrase("May", context="month"),
        Phrase("one long line"),
        Phrase("People"),
        Phrase("%(n)s person", "%(n)s people"),
        Phrase("May", context="permission"),
    }


def test_update_keeps_what_is_written_and_drops_what_is_unused(app: Path) -> None:
    assert translations.update(app, "es")
    path = translations.catalogue_path(app, "es")
    text = path.read_text()
    assert text.count('msgid "Save"') == 1
    text = text.replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Guardar"')
    path.write_text(text + '\nmsgid "Gone"\nmsgstr "Ido"\n')
    (app / "code.py").write_text(CODE + 'E = _("New")\n')
    assert translations.update(app, "es")
    text = path.read_text()
    assert 'msgstr "Guardar"' in text
    assert "Gone" not in text
    assert 'msgid "New"' in text
    assert not translations.update(app, "es")


@pytest.mark.parametrize(
    ("heading", "kept"),
    [
        ("", "# What people read of app."),
        (
            "# Copyright (C) 2026 ORGANIZATION\n# FIRST AUTHOR <EMAIL@ADDRESS>, 2026.\n",
            "# What people read of app.",
        ),
        ("# Spanish by Rosa.\n", "# Spanish by Rosa."),
    ],
)
def test_update_leaves_no_template_names(app: Path, heading: str, kept: str) -> None:
    path = translations.catalogue_path(app, "es")
    path.parent.mkdir(parents=True)
    path.write_text(
        heading + 'msgid ""\nmsgstr ""\n"Project-Id-Version: Meetpoint VERSION\\n"\n'
        '"Report-Msgid-Bugs-To: EMAIL@ADDRESS\\n"\n"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Save"\nmsgstr "Guardar"\n'
    )
    assert translations.update(app, "es")
    lines = path.read_text().splitlines()
    assert lines[:5] == [
        kept,
        'msgid ""',
        'msgstr ""',
        '"Project-Id-Version: Meetpoint\\n"',
        '"Language: es\\n"',
    ]
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in lines
    assert not any(name in "\n".join(lines) for name in ("EMAIL@", "FULL NAME", "VERSION", "ORGANIZATION"))
    assert 'msgstr "Guardar"' in lines


def test_missing_lists_what_is_empty_fuzzy_or_half_done(app: Path) -> None:
    translations.update(app, "es")
    before = translations.missing("es")[app]
    assert Phrase("one long line") in before
    catalogue = translations.read_catalogue(app, "es")
    assert not translations.is_translated(catalogue, Phrase("Save"))


@pytest.mark.parametrize(
    ("string", "flags", "expected"),
    [("Guardar", (), True), ("", (), False), ("Guardar", ("fuzzy",), False)],
)
def test_only_finished_translations_count(string: str, flags: tuple[str, ...], expected: bool) -> None:
    catalogue = Catalog(locale="es")
    catalogue.add("Save", string, flags=flags)
    assert translations.is_translated(catalogue, Phrase("Save")) is expected


def test_every_plural_form_counts() -> None:
    catalogue = Catalog(locale="es")
    catalogue.add(("kit", "kits"), ("kit", ""))
    assert not translations.is_translated(catalogue, Phrase("kit", "kits"))
    catalogue = Catalog(locale="es")
    catalogue.add(("kit", "kits"), ("kit",) * catalogue.num_plurals)
    assert translations.is_translated(catalogue, Phrase("kit", "kits"))
