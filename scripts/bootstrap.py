"""Makes `.venv` from the lock files with nothing but Python's standard library; quick when nothing changed.

Usage: python3 scripts/bootstrap.py [run|dev]
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCKS = ROOT / "requirements"
OLDEST = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
KINDS = ("run", "dev")
SLOW_TO_IMPORT = ("django", "llvmlite", "numpy")


def main() -> None:
    """Bring `.venv` up to date with one of the two lock files, then compile the translations."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    if kind not in KINDS:
        sys.exit(f"bootstrap: say run or dev, not {kind!r}.")
    _use_a_new_enough_python()
    if not _is_installed(kind):
        _install(kind)
    _compile_translations()


def _use_a_new_enough_python() -> None:
    if sys.version_info >= OLDEST:
        return
    for name in NEWER_PYTHONS:
        if found := shutil.which(name):
            os.execv(found, [found, *sys.argv])  # noqa: S606 - the same script under a newer interpreter
    sys.exit(
        f"Meetpoint needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}. "
        "Install one, or name it: make run PYTHON=/path/to/python3.12"
    )


def _is_installed(kind: str) -> bool:
    # What the tests need includes what the server needs, so `make run` never takes the tests' tools away.
    wanted = KINDS[KINDS.index(kind) :]
    return (BIN / "meetpoint").exists() and any(_read(_stamp()) == fingerprint(each) for each in wanted)


def fingerprint(kind: str) -> str:
    """Return what the environment was made from: locks, metadata, interpreter, place."""
    digest = hashlib.sha256(f"{kind} {sys.version} {ROOT}".encode())
    for path in (LOCKS / "bootstrap.lock", LOCKS / f"{kind}.lock", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _install(kind: str) -> None:
    print("Installing Meetpoint into .venv from the lock (once; later starts skip this).", flush=True)
    _stamp().unlink(missing_ok=True)
    if not _venv_works():
        _make_venv()
    python = str(BIN / "python")
    bootstrap, lock = str(LOCKS / "bootstrap.lock"), str(LOCKS / f"{kind}.lock")
    _run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        bootstrap,
    )
    uv = [str(BIN / "uv"), "pip"]
    _run(
        *uv, "sync", "--quiet", "--python", python, "--require-hashes", bootstrap, lock, env=_uv_environment()
    )
    project = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    _run(*uv, "install", "--quiet", "--python", python, *project, env=_uv_environment())
    _compile_bytecode()
    _stamp().write_text(fingerprint(kind))


def _compile_bytecode() -> None:
    # uv leaves it to the first start, and where PYTHONDONTWRITEBYTECODE is set, to every start.
    python = str(BIN / "python")
    packages = Path(_packages_of(python))
    folders = [str(packages / name) for name in SLOW_TO_IMPORT] + [str(ROOT / "meetpoint")]
    _run(python, "-m", "compileall", "-q", "-j", "0", *folders)


def _packages_of(python: str) -> str:
    command = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603


def _venv_works() -> bool:
    python = BIN / "python"
    if not python.exists():
        return False
    same = f"import sys, pip; raise SystemExit(sys.version != {sys.version!r})"
    return subprocess.run([str(python), "-c", same], capture_output=True, check=False).returncode == 0  # noqa: S603


def _make_venv() -> None:
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, OSError) as problem:
        sys.exit(
            f"Python could not make a virtual environment ({problem}). "
            "On Debian and Ubuntu: apt-get install python3-venv, then run this again."
        )


def _uv_environment() -> dict[str, str]:
    """Return the environment with pip's configured index handed on to uv, which does not read pip's files."""
    environment = dict(os.environ)
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & environment.keys() and (index := _pip_index()):
        environment["UV_DEFAULT_INDEX"] = index
    return environment


def _pip_index() -> str:
    if named := os.environ.get("PIP_INDEX_URL"):
        return named
    command = [str(BIN / "python"), "-m", "pip", "config", "get", "global.index-url"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603


def _compile_translations() -> None:
    catalogues = sorted((ROOT / "meetpoint").rglob("locale/*/LC_MESSAGES/django.po"))
    if all(_is_compiled(catalogue) for catalogue in catalogues):
        return
    _run(str(BIN / "python"), str(ROOT / "scripts" / "compile_translations.py"))


def _is_compiled(catalogue: Path) -> bool:
    compiled = catalogue.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime >= catalogue.stat().st_mtime


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)  # noqa: S603 - our own words only
    if done.returncode:
        sys.exit(f"bootstrap: this failed: {' '.join(command)}")


def _stamp() -> Path:
    return VENV / "meetpoint.stamp"


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    main()
