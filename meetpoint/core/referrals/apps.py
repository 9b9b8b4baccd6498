"""The Django app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "meetpoint.core.referrals"
    label = "referrals"
