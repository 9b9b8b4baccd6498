"""Gunicorn's configuration: two web workers with four threads each, loaded once and then forked."""

import gc
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation
from gunicorn.glogging import Logger

from meetpoint.operate import folders

PACKAGE = Path(__file__).resolve().parents[2]

worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
control_socket_disable = True
umask = 0o077
graceful_timeout = 10
timeout = 60
keepalive = 15
worker_tmp_dir = str(folders.private(settings.HOME / "run"))
proc_name = "meetpoint-web"
forwarded_allow_ips = "*" if settings.TRUSTED_PROXIES else "127.0.0.1"
accesslog = None
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Load every page before the workers are forked: once in memory, and a broken one shows now."""
    get_resolver().url_patterns  # noqa: B018 - reading it loads it
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Save")  # reads the catalogue once for all workers
    _load_templates()
    _load_api_where_it_is_used()


def pre_fork(server: Any, worker: Any) -> None:
    """Keep the collector off what all workers share, so that its pages stay shared."""
    gc.collect()
    gc.freeze()


def _load_templates() -> None:
    """Compile our templates once for all workers: each would come to hold eight megabytes of them."""
    for folder in get_app_template_dirs("templates"):
        if folder.is_relative_to(PACKAGE):
            for path in folder.rglob("*.html"):
                get_template(path.relative_to(folder).as_posix())


def _load_api_where_it_is_used() -> None:
    """Load the API's framework once for all workers where a program has a token; elsewhere it waits.

    Its description is written out here, too: a worker that did it would hold nine megabytes of its own.
    """
    from meetpoint.core.api import queries  # noqa: PLC0415 - gunicorn reads this file before Django is ready

    if queries.are_in_use():
        from meetpoint.core.api.offer.assembly import (  # noqa: PLC0415 - most installations need none
            addresses,
            written,
        )

        addresses()
        for language, _name in settings.LANGUAGES:
            written(language)
    # What was opened here must not be shared by the workers that are forked.
    connections.close_all()


class QuietLogger(Logger):  # type: ignore[misc]
    """Gunicorn's log without what it would tell about the person asking: no network address, no page."""

    def warning(self, message: str, *args: Any, **more: Any) -> None:
        if message.startswith("Invalid request from ip="):
            message, args = "A request that is not valid HTTP was refused.", ()
        super().warning(message, *args, **more)

    def exception(self, message: str, *args: Any, **more: Any) -> None:
        if message.startswith("Error handling request"):
            message, args = "Error handling a request", ()
        super().exception(message, *args, **more)


logger_class = QuietLogger
