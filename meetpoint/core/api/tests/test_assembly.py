"""The API is not put together at all when an endpoint is unguarded, or two modules offer the same address."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from ninja import Router

from meetpoint.core.api.offer import assembly
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.modules.interface import Module, PrivacyPlan
from meetpoint.core.modules.registry import Registry, _refuse_unknown_scopes


def _offered_by_each(monkeypatch: pytest.MonkeyPatch, guard: Callable[[Any], Any]) -> None:
    def router(_path: str) -> SimpleNamespace:
        made = Router()
        made.get("/crossings")(guard(lambda request: None))
        return SimpleNamespace(router=made)

    monkeypatch.setattr(assembly, "import_module", router)


@pytest.mark.parametrize("guard", [lambda view: view, scope("access:staff:invite"), scope("no:such:thing")])
def test_endpoint_without_a_scope_of_the_api_is_refused(
    monkeypatch: pytest.MonkeyPatch, guard: Callable[[Any], Any]
) -> None:
    _offered_by_each(monkeypatch, guard)
    with pytest.raises(ImproperlyConfigured, match="@scope"):
        assembly.assembled.__wrapped__()


def test_same_address_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _offered_by_each(monkeypatch, scope("encounters:encounter:view"))
    with pytest.raises(ImproperlyConfigured, match="two modules"):
        assembly.assembled.__wrapped__()


def test_scope_that_is_no_permission_stops_the_start() -> None:
    modules = (Module(slug="a", name="A", privacy=PrivacyPlan(columns={}), api_scopes=("a:b:c",)),)
    assert Registry(modules).api_scopes == {"a:b:c"}
    with pytest.raises(ImproperlyConfigured, match="a:b:c"):
        _refuse_unknown_scopes(modules)
