"""The Django app."""

from django.apps import AppConfig


class DrugCheckingConfig(AppConfig):
    name = "meetpoint.services.drug_checking"
    label = "drug_checking"
