from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from meetpoint.lib.addresses import address_of_record


@pytest.mark.parametrize("name", ["encounters:detail", "referrals:detail", "care:participant"])
def test_address_is_the_one_that_django_gives(name: str) -> None:
    for uid in (uuid4(), uuid4()):
        assert address_of_record(name, uid) == reverse(name, args=[uid])


def test_page_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        address_of_record("encounters:nowhere", uuid4())
