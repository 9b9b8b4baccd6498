"""What the registry refuses at start-up."""

import sys
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured

from meetpoint.core.modules.forms import EncounterForm
from meetpoint.core.modules.interface import Module, Permission, PrivacyPlan, Role
from meetpoint.core.modules.registry import collect, registry

NOTHING_KEPT = PrivacyPlan(columns={})


def declared(monkeypatch: pytest.MonkeyPatch, **modules: Module) -> list[str]:
    """Put modules where the registry looks for them, and return their paths."""
    for path, module in modules.items():
        place = ModuleType(f"{path}.module")
        place.MODULE = module  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, path, ModuleType(path))
        monkeypatch.setitem(sys.modules, f"{path}.module", place)
    return list(modules)


def test_two_modules_of_one_name_are_refused(monkeypatch) -> None:
    one = Module(slug="one", name="One", privacy=NOTHING_KEPT)
    with pytest.raises(ImproperlyConfigured, match="More than one module is called one"):
        collect(declared(monkeypatch, first_copy=one, second_copy=one))


def test_one_permission_declared_twice_is_refused(monkeypatch) -> None:
    right = (Permission(name="a:b:c", description="C"),)
    one = Module(slug="one", name="One", privacy=NOTHING_KEPT, permissions=right)
    two = Module(slug="two", name="Two", privacy=NOTHING_KEPT, permissions=right)
    with pytest.raises(ImproperlyConfigured, match="a:b:c"):
        collect(declared(monkeypatch, module_one=one, module_two=two))


def test_form_without_a_privacy_plan_is_refused(monkeypatch) -> None:
    form = EncounterForm(slug="f", title="F", fields=(), save=lambda *_: None, load=lambda *_: {})
    one = Module(slug="one", name="One", privacy=NOTHING_KEPT, forms=(form,))
    with pytest.raises(ImproperlyConfigured, match="privacy plan is empty"):
        collect(declared(monkeypatch, module_one=one))


def test_unknown_path_says_which(monkeypatch) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_service"):
        collect(["no_such_service"])


def test_administrator_holds_every_permission_and_a_reader_fewer() -> None:
    held = registry().role_permissions
    assert held[Role.ADMINISTRATOR] == frozenset(registry().permissions)
    assert held[Role.READ_ONLY] < held[Role.ADMINISTRATOR]


def test_both_services_are_services() -> None:
    assert {"naloxone", "syringe_services"} <= {module.slug for module in registry().services}
