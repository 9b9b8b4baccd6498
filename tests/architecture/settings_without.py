"""The project's settings without the lines of the services that `WITHOUT` names, and nothing else."""

import os
import sys
from importlib.abc import MetaPathFinder
from typing import Any

from meetpoint import settings as plain

GONE = tuple(f"meetpoint.services.{slug}" for slug in os.environ["WITHOUT"].split(","))


class _Deleted(MetaPathFinder):
    """Stands for deleted folders: importing anything of them fails, wherever it is tried."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        if any(fullname == gone or fullname.startswith(f"{gone}.") for gone in GONE):
            raise ModuleNotFoundError(f"{fullname} is deleted", name=fullname)


sys.meta_path.insert(0, _Deleted())
globals().update({name: value for name, value in vars(plain).items() if name.isupper()})
SERVICE_MODULES = [path for path in plain.SERVICE_MODULES if path not in GONE]
INSTALLED_APPS = [path for path in plain.INSTALLED_APPS if path not in GONE]
