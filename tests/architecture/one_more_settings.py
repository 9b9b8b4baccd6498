"""The project's settings with one more line in SERVICE_MODULES, and nothing else."""

from meetpoint import settings as plain

globals().update({name: value for name, value in vars(plain).items() if name.isupper()})
SERVICE_MODULES = [*plain.SERVICE_MODULES, "tests.architecture.water_taxi"]
INSTALLED_APPS = [*plain.INSTALLED_APPS, "tests.architecture.water_taxi"]
