"""Encrypted streams: they come back whole, or not at all."""

from pathlib import Path

import pyrage
import pytest

from meetpoint.operate.backups.errors import BackupProblem, Damaged, WrongIdentity
from meetpoint.operate.backups.sealed import sealing, unsealing

pytestmark = pytest.mark.xdist_group("sealed")

CHUNK = 64 * 1024
CONTENT = bytes(range(256)) * 1024  # exactly four of age's chunks


@pytest.fixture(scope="module")
def identity() -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.generate()


@pytest.fixture
def sealed(tmp_path: Path, identity: pyrage.x25519.Identity) -> Path:
    path = tmp_path / "one.age"
    with sealing(path, str(identity.to_public())) as sink:
        sink.write(CONTENT)
    return path


def read(path: Path, identity: pyrage.x25519.Identity) -> bytes:
    with unsealing(path, identity) as stream:
        return stream.read()


def test_sealed_stream_comes_back(sealed: Path, identity: pyrage.x25519.Identity) -> None:
    assert read(sealed, identity) == CONTENT
    assert CONTENT[:64] not in sealed.read_bytes()
    assert sealed.stat().st_mode & 0o077 == 0


def test_wrong_identity_is_named(sealed: Path) -> None:
    with pytest.raises(WrongIdentity, match="another key"):
        read(sealed, pyrage.x25519.Identity.generate())


@pytest.mark.parametrize("cut", [1, 16, CHUNK, CHUNK + 16, 2 * (CHUNK + 16), 200_000, 262_400])
def test_truncated_file_is_damaged(sealed: Path, identity: pyrage.x25519.Identity, cut: int) -> None:
    sealed.write_bytes(sealed.read_bytes()[:-cut])
    with pytest.raises(Damaged):
        read(sealed, identity)


@pytest.mark.parametrize("share", [0.002, 0.3, 0.6, 0.9999])
def test_flipped_bit_is_damaged(sealed: Path, identity: pyrage.x25519.Identity, share: float) -> None:
    data = bytearray(sealed.read_bytes())
    data[int(len(data) * share)] ^= 0x10
    sealed.write_bytes(bytes(data))
    with pytest.raises(Damaged):
        read(sealed, identity)


def test_empty_and_foreign_files_are_damaged(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    for content in (b"", b"SQLite format 3\x00" * 20):
        path = tmp_path / "foreign.age"
        path.write_bytes(content)
        with pytest.raises(Damaged):
            read(path, identity)


def test_absent_file_is_said(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    with pytest.raises(BackupProblem, match="no file"):
        read(tmp_path / "nowhere.age", identity)


def test_failing_producer_leaves_nothing(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    def produce() -> None:
        with sealing(tmp_path / "half.age", str(identity.to_public())) as sink:
            sink.write(CONTENT)
            raise KeyError("the database went away")

    with pytest.raises(KeyError):
        produce()
    assert list(tmp_path.iterdir()) == []


def test_unwritable_folder_is_said(tmp_path: Path, identity: pyrage.x25519.Identity) -> None:
    with (
        pytest.raises(BackupProblem, match="could not be written"),
        sealing(tmp_path / "absent" / "one.age", str(identity.to_public())) as sink,
    ):
        sink.write(CONTENT)


def test_reader_that_stops_early_does_not_hang(sealed: Path, identity: pyrage.x25519.Identity) -> None:
    with unsealing(sealed, identity) as stream:
        assert stream.read(10) == CONTENT[:10]
