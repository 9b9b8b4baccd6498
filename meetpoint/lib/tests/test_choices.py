import pytest
from django.utils import translation

from meetpoint.core.directory.models import ServiceKind
from meetpoint.lib.choices import label_of


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", list(ServiceKind))
def test_label_is_that_of_the_readers_language(kind: ServiceKind, language: str) -> None:
    with translation.override(language):
        assert label_of(ServiceKind, kind.value) == str(kind.label)


def test_nothing_and_what_is_no_choice_any_more_stay_as_they_are() -> None:
    assert (label_of(ServiceKind, ""), label_of(ServiceKind, "retired_kind")) == ("", "retired_kind")
