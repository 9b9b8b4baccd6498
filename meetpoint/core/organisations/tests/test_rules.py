"""Names, slugs, zones and languages."""

import pytest

from meetpoint.core.organisations import rules


@pytest.mark.parametrize("slug", ["a", "harbor-light", "9-to-5"])
def test_slug_is_fine(slug: str) -> None:
    assert rules.slug_problem(slug) == ""


@pytest.mark.parametrize("slug", ["", "-", "-a", "a-", "a--b", "A", "a b", "á", "a_b", "a" * 61, "a\n"])
def test_slug_is_refused(slug: str) -> None:
    assert "Use small letters" in rules.slug_problem(slug)


def test_slug_problem_offers_one_that_is_fine() -> None:
    for typed in ("Harbor Light", "__", "x_y", "a" * 70, "Ñandú house"):
        offered = rules.slug_problem(typed).split("“")[1].split("”")[0]
        assert rules.slug_problem(offered) == ""


@pytest.mark.parametrize("name", ["UTC", "America/New_York", "America/Argentina/Salta", "Europe/Madrid"])
def test_time_zone_is_fine(name: str) -> None:
    assert rules.time_zone_problem(name) == ""


@pytest.mark.parametrize(
    "name", ["", "EST5EDT", "Etc/GMT+5", "America/Nowhere", "../etc/passwd", "america/chicago"]
)
def test_time_zone_is_refused(name: str) -> None:
    assert name in rules.time_zone_problem(name)


def test_language_is_one_of_the_settings() -> None:
    assert rules.language_problem("es") == ""
    assert rules.language_problem("xx")


@pytest.mark.parametrize(
    ("name", "fine"), [("Pier", True), ("", False), ("  ", False), ("x" * 21, False), ("a\tb", False)]
)
def test_name_is_judged(name: str, fine: bool) -> None:
    assert (rules.name_problem(name, longest=20) == "") is fine
