"""Identifiers: RFC 9562 version 7, in the order in which they were made."""

from uuid import UUID, uuid4

from meetpoint.lib.identifiers import is_uuid7, uuid7


def test_uuid7_carries_time_version_and_variant() -> None:
    made = uuid7(0x017F22E279B0)  # the time of the example in RFC 9562 appendix A.6
    assert str(made).startswith("017f22e2-79b0-7")
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_uuid7_sorts_by_time() -> None:
    made = [uuid7(moment) for moment in range(1_700_000_000_000, 1_700_000_000_050)]
    assert made == sorted(made)


def test_uuid7_of_one_moment_differ_in_every_free_bit() -> None:
    made = [uuid7(5).int for _ in range(200)]
    assert len(set(made)) == 200
    ever, always = 0, (1 << 128) - 1
    for value in made:
        ever, always = ever | value, always & value
    assert (ever & ~always).bit_count() == 74


def test_uuid7_without_a_moment_is_of_now() -> None:
    first, second = uuid7(), uuid7()
    assert abs((second.int >> 80) - (first.int >> 80)) < 1000


def test_other_versions_are_not_uuid7() -> None:
    assert is_uuid7(uuid7())
    assert not is_uuid7(uuid4())
    assert not is_uuid7(UUID("017f22e2-79b0-7cc3-08c4-dc0c0c07398f"))  # version 7 in another variant
