"""Nothing of the API's framework is in memory until a program was admitted or its description asked for."""

import os
import subprocess
import sys

import pytest

TRY_IT = """
import django, sys
django.setup()
from django.test import Client
from django.urls import get_resolver, reverse
get_resolver().url_patterns
reverse("access:sign_in"), reverse("api:tokens"), reverse("api:door", args=["me"])
from meetpoint.core.api.door import entry
from meetpoint.core.modules.registry import registry
assert registry().api_scopes
print("ninja" in sys.modules)
from meetpoint.core.api.offer.assembly import assembled
assembled()
print("ninja" in sys.modules)
"""


@pytest.mark.embedded
def test_framework_is_loaded_when_first_needed() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "meetpoint.settings"}
    done = subprocess.run(
        [sys.executable, "-c", TRY_IT], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
