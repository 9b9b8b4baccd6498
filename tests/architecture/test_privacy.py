"""Every stored column says why it is kept and until when, and what is personal can be given and erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from meetpoint.core.modules.interface import Kept, Module
from meetpoint.core.modules.registry import registry
from meetpoint.core.tenancy.models import TenantModel
from meetpoint.operate.translations import PACKAGE

MODULES = list(registry())


def our_models() -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if Path(config.path).is_relative_to(PACKAGE):
            yield from config.get_models(include_auto_created=False)


def columns_of(model: type[Model]) -> set[str]:
    """What a plan must name; lists of links between rows (many to many) included."""
    plain = {field.name for field in model._meta.concrete_fields}
    return (plain | {field.name for field in model._meta.many_to_many}) - needless(model)


def needless(model: type[Model]) -> set[str]:
    """What a plan may leave out, since it says nothing: which row, and whose."""
    return {model._meta.pk.name, "organisation", "organisation_id"}


def declared() -> dict[str, dict[str, Kept]]:
    found: dict[str, dict[str, Kept]] = {}
    for module in MODULES:
        for label, columns in module.privacy.columns.items():
            assert label not in found, f"{label} is declared twice"
            found[label] = dict(columns)
    return found


@pytest.mark.parametrize("model", list(our_models()), ids=lambda model: model._meta.label)
def test_every_column_is_declared_in_a_privacy_plan(model: type[Model]) -> None:
    columns = declared().get(model._meta.label, {})
    assert sorted(columns_of(model) - set(columns)) == [], "say in privacy.py why it is kept, and until when"
    assert sorted(set(columns) - columns_of(model) - needless(model)) == [], "declared, but not stored"


def test_no_plan_names_a_table_that_is_not_there() -> None:
    assert sorted(set(declared()) - {model._meta.label for model in our_models()}) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.slug)
def test_what_is_personal_can_be_given_and_erased(module: Module) -> None:
    personal = [
        name for columns in module.privacy.columns.values() for name, kept in columns.items() if kept.personal
    ]
    if personal:
        assert module.privacy.export is not None
        assert module.privacy.erase is not None


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.slug)
def test_every_reason_is_a_sentence_of_its_own(module: Module) -> None:
    empty = [
        f"{label}.{name}"
        for label, columns in module.privacy.columns.items()
        for name, kept in columns.items()
        if len(str(kept.why)) < 8 or not str(kept.until).strip()
    ]
    assert empty == []


def test_every_table_of_a_module_belongs_to_an_organisation() -> None:
    """What is shared by all organisations is a short list, each with a reason beside its model."""
    shared = {
        "access.Account",
        "access.Allowance",
        "access.Passkey",
        "access.RecoveryCode",
        "access.TimeCode",
        "audit.AuditEntry",
        "audit.AuditHead",
        "organisations.Organisation",
    }
    assert {model._meta.label for model in our_models() if not issubclass(model, TenantModel)} <= shared
