"""Which tables of all modules point at a record: for whoever must know whether anything hangs on it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel

from meetpoint.core.tenancy.models import TenantModel


def pointing_at(model: type[models.Model]) -> list[tuple[Any, str]]:
    """Return the tenant models that point at a model, each with the name of the field that does."""
    relations = [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
    ]
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if isinstance(relation.related_model, type) and issubclass(relation.related_model, TenantModel)
    ]
