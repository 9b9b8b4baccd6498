"""The WSGI entry point that the supervisor's web workers load."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetpoint.settings")
application = get_wsgi_application()
