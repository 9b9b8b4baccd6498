"""The app's own files as one version: a phone holds all of it or none, so that old and new never mix."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from meetpoint.core.field.describing.words import words_in

PHONE = Path(__file__).resolve().parent.parent / "phone"
CORE = PHONE.parent.parent
MARK = CORE / "ui" / "static" / "ui" / "mark.svg"
STYLES = (
    CORE / "ui" / "static" / "ui" / "ui.css",
    CORE / "encounters" / "static" / "encounters" / "log.css",
    PHONE / "phone.css",
)
"""In this order one file, since each file costs a slow phone some milliseconds at every opening."""
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}
WORKER = "sw.js"
LATER = frozenset({"set_up.js", "review.js", "vault.js", "codes.js"})
"""Scripts that the first screen does without: kept on the phone like the others, read when needed."""


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Files by name, and the version that their content gives them."""

    version: str
    files: dict[str, bytes]

    @cached_property
    def packed(self) -> dict[str, bytes]:
        """The files compressed, once in a process: they hold no secret that their length could tell."""
        return {name: gzip.compress(content, 9, mtime=0) for name, content in self.files.items()}

    def address(self, name: str) -> str:
        """Return where a file of this version is found."""
        return f"/field/files/{self.version}/{name}"

    @property
    def modules(self) -> list[str]:
        """The scripts of the first screen, so that the browser fetches them side by side."""
        return sorted(name for name in self.files if name.endswith(".js") and name not in LATER)

    @property
    def shell(self) -> str:
        """The page, which names the version it belongs to."""
        return render_to_string("field/shell.html", {"bundle": self})

    @property
    def worker(self) -> str:
        """The service worker, which names every file that it takes along."""
        files = ["/field/", *(self.address(name) for name in sorted(self.files))]
        said = {"VERSION": self.version, "SHELL": "/field/", "FILES": files}
        head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in said.items())
        return head + (PHONE / WORKER).read_text()


@lru_cache(maxsize=1)
def bundle() -> Bundle:
    """Return the app as this release has it."""
    alone = (path for path in PHONE.iterdir() if path.name != WORKER and path not in STYLES)
    files = {path.name: path.read_bytes() for path in (*alone, MARK)}
    files["app.css"] = b"\n".join(path.read_bytes() for path in STYLES)
    files |= {f"words-{code}.json": _json(words_in(code)) for code, _name in settings.LANGUAGES}
    files["app.webmanifest"] = _json(manifest())
    digest = hashlib.sha256((PHONE / WORKER).read_bytes())
    shell = CORE / "field" / "templates" / "field" / "shell.html"
    digest.update(shell.read_bytes())
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name])
    return Bundle(version=digest.hexdigest()[:16], files=files)


def manifest() -> dict[str, object]:
    """Return what lets a phone put the app on its home screen; the name does not say what it is for."""
    return {
        "id": "/field/",
        "name": "Meetpoint",
        "short_name": "Meetpoint",
        "start_url": "/field/",
        "scope": "/field/",
        "display": "standalone",
        "background_color": "#14171c",
        "theme_color": "#14171c",
        "icons": [
            {"src": "mark.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            *(
                {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
                for size in (192, 512)
            ),
            {
                "src": "icon-maskable-512.png",
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
