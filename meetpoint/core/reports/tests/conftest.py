"""The quarter that reports are made of."""

from collections.abc import Iterator

import pytest

from meetpoint.core.organisations.models import Site
from meetpoint.core.reports.tests.quarter import LATER, Quarter
from meetpoint.core.tenancy.actor import Actor
from meetpoint.lib import clock


@pytest.fixture
def quarter(dee: Actor, site: Site, van: Site) -> Iterator[Quarter]:
    with clock.stand_at(LATER):
        yield Quarter(dee, site, van)
