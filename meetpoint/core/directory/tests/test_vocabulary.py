"""The names of FindTreatment.gov's codes in Spanish: each there, none left over."""

from django.utils.translation import override

from meetpoint.core.directory.vocabulary import _spanish, in_words, service_codes


def test_every_code_and_category_has_its_spanish_name() -> None:
    english = {text for code in service_codes().values() for text in (code.name, code.category)}
    assert set(_spanish()) == english
    assert len(service_codes()) == 224
    assert all(_spanish().values())


def test_names_are_said_in_the_readers_language() -> None:
    with override("es"):
        assert in_words("Methadone maintenance") == "Mantenimiento con metadona"
        assert in_words("Something of our own") == "Something of our own"
    with override("en"):
        assert in_words("Methadone maintenance") == "Methadone maintenance"
