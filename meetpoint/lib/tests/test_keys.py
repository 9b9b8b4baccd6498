"""Key files and sealing: made once, private, and of no use elsewhere."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from meetpoint.lib import keys
from meetpoint.lib.keys import KeyMissing


def test_key_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "keys"
    made = keys.read_or_make(folder, "audit")
    assert len(made) == keys.KEY_BYTES
    assert keys.read_or_make(folder, "audit") == made
    assert keys.read_or_make(folder, "people") != made
    assert (folder / "audit.key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in folder.iterdir()) == ["audit.key", "people.key"]


def test_key_made_by_several_at_once_is_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: keys.read_or_make(tmp_path, "audit"), range(40)))
    assert len(made) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["audit.key"]


def test_key_made_by_several_processes_is_one(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from meetpoint.lib import keys;"
        "print(keys.read_or_make(pathlib.Path(sys.argv[1]), 'k').hex())"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate()[0].strip() for process in running}
    assert len(said) == 1
    assert said != {""}


def test_loser_of_the_race_takes_the_winners_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def winner_was_first(fresh: Path, path: Path) -> None:
        path.write_text("ab" * 32)
        raise FileExistsError

    monkeypatch.setattr("os.link", winner_was_first)
    assert keys.read_or_make(tmp_path, "audit") == b"\xab" * 32


def test_key_is_read_once_in_a_process(tmp_path: Path) -> None:
    made = keys.key(tmp_path, "audit")
    (tmp_path / "audit.key").unlink()
    assert keys.key(tmp_path, "audit") == made
    assert keys.lazy_text(tmp_path, "audit") == made.hex()


def test_fingerprint_keeps_parts_apart() -> None:
    secret = b"s" * 32
    assert keys.fingerprint(secret, "ab", "c") != keys.fingerprint(secret, "a", "bc")
    assert keys.fingerprint(secret, "ab") == keys.fingerprint(secret, b"ab")
    assert keys.fingerprint(secret, "ab") != keys.fingerprint(b"t" * 32, "ab")
    assert len(keys.fingerprint(secret)) == 32


def test_sealed_text_opens_only_with_key_and_binding() -> None:
    secret = b"s" * 32
    sealed = keys.seal(secret, b"a note", bound_to="note:sealed:7")
    assert b"a note" not in sealed
    assert keys.unseal(secret, sealed, bound_to="note:sealed:7") == b"a note"
    assert sealed != keys.seal(secret, b"a note", bound_to="note:sealed:7")
    for other, binding in ((b"t" * 32, "note:sealed:7"), (secret, "note:sealed:8")):
        with pytest.raises(KeyMissing):
            keys.unseal(other, sealed, bound_to=binding)
    with pytest.raises(KeyMissing):
        keys.unseal(secret, sealed[:-1] + bytes([sealed[-1] ^ 1]), bound_to="note:sealed:7")
