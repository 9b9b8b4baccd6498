"""Browsers in which Ana, a worker, and Dee, the administrator, are signed in."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def ana_s(sign_in, ana_member) -> Client:
    return sign_in(None, ana_member)


@pytest.fixture
def dee_s(sign_in, dee_member) -> Client:
    return sign_in(None, dee_member)
