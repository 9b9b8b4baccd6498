"""Programs that run inside an installation, which the environment names; Django is ready when they load."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
django.setup()
