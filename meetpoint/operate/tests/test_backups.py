"""Backups: made while others write, proved, restored; and refused when anything is wrong."""

import io
import sqlite3
import tarfile
import threading
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from django.db import connection

from meetpoint.operate.backups import identities, manifest, sqlite_copy
from meetpoint.operate.backups.errors import BackupProblem, Damaged
from meetpoint.operate.backups.sealed import sealing, unsealing
from meetpoint.operate.progress import silent
from meetpoint.operate.tests.installation import SETUP, Installation
from tests.databases import database_beside

pytestmark = pytest.mark.xdist_group("backups")


@pytest.fixture(scope="module")
def backed_up(pristine: Installation, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = pristine.copy_to(tmp_path_factory.mktemp("backed-up") / "home")
    (made.home / "files" / "letters").mkdir(parents=True)
    (made.home / "files" / "letters" / "one.pdf").write_bytes(b"%PDF a letter")
    made.json("backup", "--json")
    return made


def newest(installation: Installation) -> Path:
    return sorted((installation.home / "backups").glob("*.age"))[-1]


def identity_of(installation: Installation) -> Path:
    return installation.home / "keys" / identities.IDENTITY_FILE


def test_backup_verifies_and_leaves_nothing_behind(backed_up: Installation) -> None:
    said = backed_up.json("backup", "verify", "latest", "--json")
    assert said["sound"]
    assert said["rows"] > 50
    assert list((backed_up.home / "tmp").iterdir()) == []


def test_backup_holds_no_keys(backed_up: Installation) -> None:
    identity = identities.read_identity(identity_of(backed_up))
    with unsealing(newest(backed_up), identity) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        names = [entry.name for entry in tar]
    assert names == ["meetpoint.sqlite3", "files/letters/one.pdf", "manifest.json"]


def test_restored_home_is_the_same_installation(backed_up: Installation, tmp_path: Path) -> None:
    home = tmp_path / "restored"
    arguments = ("restore", newest(backed_up), "--identity", identity_of(backed_up), "--into", home)
    assert backed_up.json(*arguments, "--json")["rows"]["organisations_organisation"] == 1
    assert (home / "files" / "letters" / "one.pdf").read_bytes() == b"%PDF a letter"
    assert not (home / "keys").exists()

    (backed_up.copy_to(tmp_path / "elsewhere").home / "keys").rename(home / "keys")
    restored = Installation(home)
    assert "already set up here (harbor-light)" in restored.run(*SETUP).stdout
    assert restored.json("check", "audit", "--json") == [{"check": "audit", "findings": []}]

    again = backed_up.run(*arguments)
    assert again.returncode == 1
    assert "already holds an installation" in again.stderr


def test_wrong_identity_fails(backed_up: Installation, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text(f"# a comment\n{pyrage.x25519.Identity.generate()}\n")
    done = backed_up.run("backup", "verify", "latest", "--identity", other)
    assert done.returncode == 1
    assert "encrypted to another key" in done.stderr


@pytest.mark.parametrize("harm", ["truncated", "flipped"])
def test_damaged_backup_fails_and_restores_nothing(
    backed_up: Installation, tmp_path: Path, harm: str
) -> None:
    data = bytearray(newest(backed_up).read_bytes())
    if harm == "truncated":
        del data[-5000:]
    else:
        data[len(data) // 2] ^= 1
    damaged, home = tmp_path / "damaged.age", tmp_path / "restored"
    damaged.write_bytes(bytes(data))
    done = backed_up.run("backup", "verify", damaged)
    assert (done.returncode, "is damaged" in done.stderr) == (1, True)
    done = backed_up.run("restore", damaged, "--identity", identity_of(backed_up), "--into", home)
    assert (done.returncode, "is damaged" in done.stderr) == (1, True)
    assert [path for path in home.rglob("*") if path.is_file()] == []


def reseal(installation: Installation, path: Path, change: dict[str, bytes]) -> Path:
    """Write the newest backup again with some entries replaced, as somebody with the public key could."""
    identity = identities.read_identity(identity_of(installation))
    with unsealing(newest(installation), identity) as stream:
        original = io.BytesIO(stream.read())
    with (
        sealing(path, str(identity.to_public())) as sink,
        tarfile.open(fileobj=original) as old,
        tarfile.open(fileobj=sink, mode="w|") as new,
    ):
        for entry in old:
            content = old.extractfile(entry)
            data = change.get(entry.name, content.read() if content else b"")
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
    return path


def test_exchanged_file_is_noticed(backed_up: Installation, tmp_path: Path) -> None:
    forged = reseal(backed_up, tmp_path / "forged.age", {"files/letters/one.pdf": b"%PDF another"})
    done = backed_up.run("backup", "verify", forged)
    assert (done.returncode, "does not hold what its manifest lists" in done.stderr) == (1, True)


def test_manifest_that_disagrees_is_noticed(backed_up: Installation, tmp_path: Path) -> None:
    identity = identities.read_identity(identity_of(backed_up))
    with unsealing(newest(backed_up), identity) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        texts = {entry.name: tar.extractfile(entry).read() for entry in tar if entry.name == manifest.NAME}  # type: ignore[union-attr]
    wrong = texts[manifest.NAME].replace(
        b'"organisations_organisation": 1', b'"organisations_organisation": 2'
    )
    forged = reseal(backed_up, tmp_path / "forged.age", {manifest.NAME: wrong})
    done = backed_up.run("backup", "verify", forged)
    assert done.returncode == 1
    assert "organisations_organisation: 2 rows in the manifest, 1 restored" in done.stderr


def test_backup_from_a_newer_version_is_refused(backed_up: Installation, tmp_path: Path) -> None:
    newer = backed_up.copy_to(tmp_path / "newer")
    with closing(sqlite3.connect(newer.home / "meetpoint.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0999_new', '2030-01-01')"
        )
    newer.json("backup", "--json")
    into = ("--into", tmp_path / "restored")
    done = newer.run("restore", newest(newer), "--identity", identity_of(newer), *into)
    assert (done.returncode, "newer than this one" in done.stderr) == (1, True)


def test_old_backups_are_removed_beyond_keep(installation: Installation) -> None:
    files = [Path(installation.json("backup", "--keep", "2", "--json")["file"]) for _ in range(3)]
    assert sorted((installation.home / "backups").iterdir()) == files[1:]
    refused = installation.run("backup", "--keep", "0")
    assert (refused.returncode, "At least one" in refused.stderr) == (1, True)


def test_first_backup_says_where_the_new_key_is_and_later_ones_need_only_the_public_half(
    installation: Installation,
) -> None:
    first = installation.run("backup")
    assert f"{identity_of(installation)}" in first.stdout
    assert "not this machine" in first.stdout
    moved = installation.home.parent / "offline.txt"
    identity_of(installation).rename(moved)
    assert "not this machine" not in installation.run("backup").stdout
    assert installation.run("backup", "verify", "latest", "--identity", moved).returncode == 0
    missing = installation.run("backup", "verify", "latest")
    assert (missing.returncode, "no readable identity" in missing.stderr) == (1, True)


def test_recipient_must_be_an_age_key(installation: Installation) -> None:
    done = installation.run("backup", "--recipient", "somebody")
    assert (done.returncode, "is not an age public key" in done.stderr) == (1, True)


def test_identity_file_without_a_key_is_said(tmp_path: Path) -> None:
    path = tmp_path / "identity.txt"
    path.write_text("hello\n")
    with pytest.raises(BackupProblem, match="holds no age identity"):
        identities.read_identity(path)
    path.write_text("AGE-SECRET-KEY-1NOTONE\n")
    with pytest.raises(BackupProblem, match="mistyped"):
        identities.read_identity(path)


def test_copy_made_during_writes_is_one_moment(tmp_path: Path) -> None:
    source, target = tmp_path / "source.sqlite3", tmp_path / "target.sqlite3"
    with closing(sqlite3.connect(source)) as database, database:
        database.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE left_hand (n); CREATE TABLE right_hand (n, pad)"
        )
        database.executemany("INSERT INTO right_hand VALUES (?, ?)", [(0, "x" * 4000)] * 10_000)
    enough = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(source, timeout=30)) as writer:
            for n in range(100_000):
                with writer:
                    writer.execute("INSERT INTO left_hand VALUES (?)", [n])
                    writer.execute("INSERT INTO right_hand VALUES (?, '')", [n])
                if enough.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    steps = []
    sqlite_copy.copy(source, target, lambda done, total: steps.append(done))
    enough.set()
    writer.join()
    with closing(sqlite3.connect(target)) as copied:
        left = copied.execute("SELECT count(*) FROM left_hand").fetchone()[0]
        right = copied.execute("SELECT count(*) FROM right_hand WHERE pad = ''").fetchone()[0]
    assert left == right
    assert len(steps) > 2


def test_broken_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(Damaged):
        sqlite_copy.contents(path, silent)


def test_database_with_a_stray_reference_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "stray.sqlite3"
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(
            "CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a);"
            "INSERT INTO b VALUES (7)"
        )
    with pytest.raises(Damaged, match="refers to nothing"):
        sqlite_copy.prove_sound(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 99}'])
def test_manifest_that_is_none_is_damaged(text: str) -> None:
    with pytest.raises(Damaged):
        manifest.read(text)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="runs in the PostgreSQL pass")
@pytest.mark.django_db(transaction=True)
def test_backup_of_postgresql_comes_back(tmp_path: Path) -> None:
    with database_beside("backed_up") as url:
        here = Installation(tmp_path / "home", {"DATABASE_URL": url})
        here.json(*SETUP)
        here.json("backup", "--json")
        assert here.json("backup", "verify", "latest", "--json")["sound"]
        done = here.run(
            "restore", newest(here), "--identity", identity_of(here), "--into", tmp_path / "restored"
        )
        assert (done.returncode, "already holds tables" in done.stderr) == (1, True)
