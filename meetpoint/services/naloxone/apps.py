"""The Django app."""

from django.apps import AppConfig


class NaloxoneConfig(AppConfig):
    name = "meetpoint.services.naloxone"
    label = "naloxone"
