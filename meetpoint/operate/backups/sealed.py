"""Age-encrypted files as streams: through a pipe, never on disk in the clear."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pyrage

from meetpoint.operate.backups.errors import BackupProblem, Damaged, WrongIdentity


@contextmanager
def sealing(path: Path, recipient: str) -> Iterator[BinaryIO]:
    """Give a stream whose content ends up encrypted at `path`, complete or not at all.

    Raises BackupProblem when it cannot be written.
    """
    part = path.with_name(f".{path.name}.part")
    key = pyrage.x25519.Recipient.from_str(recipient)
    problems: list[Exception] = []
    read_end, write_end = _pipe()

    def encrypt() -> None:
        try:
            with read_end, open(part, "wb", opener=_private) as sink:
                pyrage.encrypt_io(read_end, sink, [key])
                sink.flush()
                os.fsync(sink.fileno())
        except (OSError, pyrage.EncryptError) as problem:
            problems.append(problem)

    worker = Thread(target=encrypt)
    worker.start()
    try:
        with write_end:
            yield write_end
    except BaseException:
        worker.join()
        part.unlink(missing_ok=True)
        if problems:
            raise BackupProblem(f"The backup could not be written to {path.parent}: {problems[0]}") from None
        raise
    worker.join()
    if problems:
        part.unlink(missing_ok=True)
        raise BackupProblem(f"The backup could not be written to {path.parent}: {problems[0]}")
    part.replace(path)


@contextmanager
def unsealing(path: Path, identity: pyrage.x25519.Identity) -> Iterator[BinaryIO]:
    """Give the decrypted content as a stream. Raises WrongIdentity or Damaged, at the latest on leaving.

    Nothing read from the stream may be trusted before the block is left without an error.
    """
    problems: list[BackupProblem] = []
    read_end, write_end = _pipe()

    def decrypt() -> None:
        try:
            with write_end, path.open("rb") as source:
                pyrage.decrypt_io(source, write_end, [identity])
        except (OSError, pyrage.DecryptError) as problem:
            problems.append(_named(problem, path))

    worker = Thread(target=decrypt)
    worker.start()
    try:
        with read_end:
            yield read_end
            while read_end.read(1 << 20):
                pass
    except (OSError, EOFError, ValueError) as problem:
        worker.join()
        raise (problems or [Damaged(f"{path.name} does not hold a backup: {problem}")])[0] from None
    worker.join()
    if problems:
        raise problems[0]


def _named(problem: Exception, path: Path) -> BackupProblem:
    if "No matching keys" in str(problem):
        return WrongIdentity(
            f"{path.name} is encrypted to another key. Give the identity that belongs to it."
        )
    if isinstance(problem, FileNotFoundError):
        return BackupProblem(f"There is no file {path}.")
    return Damaged(f"{path.name} is damaged: it was cut short or altered. Use another backup.")


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    read_fd, write_fd = os.pipe()
    return os.fdopen(read_fd, "rb"), os.fdopen(write_fd, "wb")


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
