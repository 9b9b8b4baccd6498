"""Programs that run inside an installation, whose environment names it: Django is ready when they are imported."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
django.setup()
