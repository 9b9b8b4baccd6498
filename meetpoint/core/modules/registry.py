"""Collects the declarations of every module named in the settings, once, and answers questions about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from meetpoint.core.modules.facts import FactTable
from meetpoint.core.modules.fields import Words
from meetpoint.core.modules.forms import EncounterForm, ImportColumn, StandaloneForm
from meetpoint.core.modules.indicators import Indicator
from meetpoint.core.modules.interface import Figure, Module, Option, Permission, Role, SupplyKind
from meetpoint.core.modules.planning_inputs import PlanningInput
from meetpoint.core.modules.quality import QualityCheck


@dataclass(frozen=True)
class Registry:
    """The modules in use, in the order of the settings."""

    modules: tuple[Module, ...]

    def __iter__(self) -> Iterator[Module]:
        return iter(self.modules)

    @cached_property
    def by_slug(self) -> dict[str, Module]:
        return {module.slug: module for module in self.modules}

    @cached_property
    def permissions(self) -> dict[str, Permission]:
        return {permission.name: permission for module in self.modules for permission in module.permissions}

    @cached_property
    def role_permissions(self) -> dict[str, frozenset[str]]:
        """What each role may do unless an organisation changes it."""
        everything = frozenset(self.permissions)
        held = {
            role.value: frozenset(p.name for p in self.permissions.values() if role in p.roles)
            for role in Role
        }
        return {**held, Role.ADMINISTRATOR.value: everything}

    @cached_property
    def forms(self) -> dict[str, EncounterForm]:
        forms = [form for module in self.modules for form in module.forms]
        return {form.slug: form for form in sorted(forms, key=lambda form: form.order)}

    @cached_property
    def standalone_forms(self) -> dict[str, StandaloneForm]:
        forms = [form for module in self.modules for form in module.standalone_forms]
        return {form.slug: form for form in sorted(forms, key=lambda form: form.order)}

    @cached_property
    def module_of_form(self) -> dict[str, str]:
        """The slug of the module that brings each form."""
        return {form.slug: module.slug for module in self.modules for form in module.forms}

    @cached_property
    def supply_kinds(self) -> dict[str, SupplyKind]:
        kinds = [kind for module in self.modules for kind in module.supply_kinds]
        return {kind.slug: kind for kind in sorted(kinds, key=lambda kind: kind.order)}

    @cached_property
    def import_columns(self) -> dict[str, ImportColumn]:
        """Every column of an imported log that some module understands."""
        return {column.slug: column for module in self.modules for column in module.import_columns}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        figures = [figure for module in self.modules for figure in module.figures]
        return {figure.slug: figure for figure in sorted(figures, key=lambda figure: figure.order)}

    @cached_property
    def facts(self) -> dict[str, FactTable]:
        """Every fact table: all that analysis may read."""
        return {table.slug: table for module in self.modules for table in module.facts}

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return {indicator.code: indicator for module in self.modules for indicator in module.indicators}

    @cached_property
    def planning_inputs(self) -> dict[str, PlanningInput]:
        return {each.slug: each for module in self.modules for each in module.planning_inputs}

    @cached_property
    def quality(self) -> dict[str, QualityCheck]:
        """Every check of records, in the order of the modules."""
        return {check.slug: check for module in self.modules for check in module.quality}

    @cached_property
    def policy_fields(self) -> dict[str, Words]:
        """Every field name that a jurisdiction may forbid or require, with its label."""
        named = {
            name: label for module in self.modules for name, label in (module.policy_fields or {}).items()
        }
        fields = {form.slug: form.fields for form in self.forms.values()}
        fields |= {form.slug: form.fields for form in self.standalone_forms.values()}
        for slug, its_fields in fields.items():
            named.update({field.policy or f"{slug}.{field.name}": field.label for field in its_fields})
        return named

    @cached_property
    def options(self) -> dict[str, Option]:
        return {option.name: option for module in self.modules for option in module.options}

    @cached_property
    def audit_words(self) -> dict[str, Words]:
        """Every audit action, said plainly."""
        return {
            action: words for module in self.modules for action, words in (module.audit_words or {}).items()
        }

    @cached_property
    def documents(self) -> dict[str, Words]:
        """Every list and document that may leave, said plainly."""
        return {what: words for module in self.modules for what, words in (module.documents or {}).items()}

    @cached_property
    def api_scopes(self) -> frozenset[str]:
        """Every permission that a token of the API may hold."""
        return frozenset(scope for module in self.modules for scope in module.api_scopes)

    @property
    def services(self) -> tuple[Module, ...]:
        return tuple(module for module in self.modules if module.is_service)


def collect(paths: list[str]) -> Registry:
    """Import `<path>.module` for each path. Raises ImproperlyConfigured for duplicates and empty plans."""
    modules = tuple(import_module(f"{path}.module").MODULE for path in paths)
    _refuse_duplicates("module", [module.slug for module in modules])
    _refuse_duplicates("permission", [p.name for module in modules for p in module.permissions])
    forms = [form.slug for module in modules for form in (*module.forms, *module.standalone_forms)]
    _refuse_duplicates("form", forms)
    _refuse_duplicates("supply kind", [kind.slug for module in modules for kind in module.supply_kinds])
    _refuse_duplicates("import column", [c.slug for module in modules for c in module.import_columns])
    _refuse_duplicates("figure", [figure.slug for module in modules for figure in module.figures])
    _refuse_duplicates("fact table", [table.slug for module in modules for table in module.facts])
    _refuse_duplicates("indicator", [one.code for module in modules for one in module.indicators])
    _refuse_duplicates("planning input", [each.slug for m in modules for each in m.planning_inputs])
    _refuse_duplicates("quality check", [check.slug for module in modules for check in module.quality])
    _refuse_duplicates("option", [option.name for module in modules for option in module.options])
    _refuse_duplicates("audit action", [name for module in modules for name in (module.audit_words or {})])
    _refuse_duplicates("document", [what for module in modules for what in (module.documents or {})])
    _refuse_unknown_scopes(modules)
    for module in modules:
        if module.forms and not module.privacy.columns:
            raise ImproperlyConfigured(
                f"Module {module.slug!r} records encounters but its privacy plan is empty."
            )
    _refuse_strange_inputs(modules)
    return Registry(modules)


def _refuse_strange_inputs(modules: tuple[Module, ...]) -> None:
    for module in modules:
        for each in module.planning_inputs:
            if not each.slug.startswith(f"{module.slug}."):
                raise ImproperlyConfigured(f"Planning input {each.slug!r} must begin with {module.slug!r}.")


def _refuse_duplicates(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ImproperlyConfigured(f"More than one {what} is called {', '.join(twice)}.")


def _refuse_unknown_scopes(modules: tuple[Module, ...]) -> None:
    declared = {permission.name for module in modules for permission in module.permissions}
    unknown = sorted({scope for module in modules for scope in module.api_scopes} - declared)
    if unknown:
        raise ImproperlyConfigured(f"A scope of the API is no permission: {', '.join(unknown)}.")


@cache
def registry() -> Registry:
    """Return the registry of this installation."""
    return collect([*settings.CORE_MODULES, *settings.SERVICE_MODULES])


def area_of(permission: str) -> str:
    """Return the part of the product that a permission is about, in words where a module has them."""
    slug = permission.partition(":")[0]
    module = registry().by_slug.get(slug) or registry().by_slug.get(slug.replace("-", "_"))
    return str(module.name) if module else slug.replace("_", " ").capitalize()
