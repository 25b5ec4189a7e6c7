"""The identity file: kept private, never replaced, never quietly another."""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from peerdrop.identity import identity as identity_module
from peerdrop.identity.errors import BadSignature, KeyFileDamaged, KeyFileUnreadable
from peerdrop.identity.identity import KEY_FILE, Identity, sealing_key_is_signed
from peerdrop.identity.signature import verify
from peerdrop.wire.signed import Context
from tests.conftest import ExpectedLog

BACKUP = KEY_FILE + ".bak"
posix_only = pytest.mark.skipif(os.name != "posix", reason="modes are a thing of POSIX")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@contextmanager
def loose_umask() -> Iterator[None]:
    previous = os.umask(0)
    try:
        yield
    finally:
        os.umask(previous)


@posix_only
def test_a_first_start_makes_files_that_only_their_owner_can_read(home: Path) -> None:
    with loose_umask():
        Identity.load_or_create(home)
    assert mode_of(home / KEY_FILE) == 0o600
    assert mode_of(home / BACKUP) == 0o600
    assert mode_of(home) == 0o700
    assert sorted(each.name for each in home.iterdir()) == [KEY_FILE, BACKUP]


def test_the_identity_survives_a_restart(home: Path) -> None:
    first = Identity.load_or_create(home)
    again = Identity.load_or_create(home)
    assert (again.device_id, again.public_key, again.sealing_key) == (
        first.device_id,
        first.public_key,
        first.sealing_key,
    )
    assert verify(again.sign(Context.CARD, b"x"), Context.CARD).signer == first.device_id


def test_two_homes_are_two_devices(tmp_path: Path) -> None:
    assert Identity.load_or_create(tmp_path / "a").device_id != Identity.load_or_create(tmp_path / "b").device_id


def test_the_backup_is_the_identity(home: Path) -> None:
    first = Identity.load_or_create(home)
    (home / BACKUP).replace(home / KEY_FILE)
    assert Identity.load_or_create(home).device_id == first.device_id
    assert (home / BACKUP).read_bytes() == (home / KEY_FILE).read_bytes(), "and there is a backup again"


def broken_files(good: bytes) -> dict[str, bytes]:
    fields = json.loads(good)
    return {
        "empty": b"",
        "cut off": good[: len(good) // 2],
        "zeros": bytes(len(good)),
        "not UTF-8": b"\xff" + good,
        "no signing key": json.dumps({k: v for k, v in fields.items() if k != "signing_key"}).encode(),
        "no digest": json.dumps({k: v for k, v in fields.items() if k != "digest"}).encode(),
        "short key": json.dumps(fields | {"signing_key": "AAAA"}).encode(),
        "not base64": json.dumps(fields | {"signing_key": "!" * 44}).encode(),
        "another sealing key": json.dumps(fields | {"sealing_key": "A" * 43 + "="}).encode(),
        "a later version": json.dumps(fields | {"version": 2}).encode(),
        "too deep": b"[" * 100_000,
        "a list": b"[]",
    }


@pytest.mark.parametrize("damage", broken_files(b'{"signing_key":"","sealing_key":"","digest":""}'))
@pytest.mark.parametrize("has_backup", [True, False])
def test_a_damaged_file_is_told_and_never_replaced(home: Path, damage: str, has_backup: bool) -> None:
    Identity.load_or_create(home)
    backup = (home / BACKUP).read_bytes()
    broken = broken_files((home / KEY_FILE).read_bytes())[damage]
    (home / KEY_FILE).write_bytes(broken)
    if not has_backup:
        (home / BACKUP).unlink()
    with pytest.raises(KeyFileDamaged, match=r"is damaged\..*to stay the same device, or move") as caught:
        Identity.load_or_create(home)
    assert (f"Put {BACKUP} in its place" in str(caught.value)) == has_backup
    assert (home / KEY_FILE).read_bytes() == broken
    assert not has_backup or (home / BACKUP).read_bytes() == backup


def test_each_changed_byte_of_the_file_is_noticed_or_means_nothing(home: Path) -> None:
    identity = Identity.load_or_create(home)
    good = (home / KEY_FILE).read_bytes()
    for place in range(len(good)):
        (home / KEY_FILE).write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        try:
            loaded = Identity.load_or_create(home)
        except KeyFileDamaged:
            continue
        # Such as the unused bits of the last base64 character.
        assert (loaded.device_id, loaded.sealing_key) == (identity.device_id, identity.sealing_key)


def test_a_missing_file_with_a_backup_is_not_a_first_start(home: Path) -> None:
    Identity.load_or_create(home)
    (home / KEY_FILE).unlink()
    with pytest.raises(KeyFileDamaged, match=f"missing.*Rename the backup to {KEY_FILE}"):
        Identity.load_or_create(home)
    assert not (home / KEY_FILE).exists()


def test_a_folder_in_the_file_s_place_is_unreadable(home: Path) -> None:
    (home / KEY_FILE).mkdir(parents=True)
    with pytest.raises(KeyFileUnreadable, match=r"can't be read.*Check its permissions"):
        Identity.load_or_create(home)


def test_a_file_that_may_not_be_read_is_unreadable(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Identity.load_or_create(home)

    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    # Modes do not stop root, as whom tests may run.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(KeyFileUnreadable, match="Permission denied"):
        Identity.load_or_create(home)


def test_a_home_that_is_a_file_can_t_be_written(home: Path) -> None:
    home.write_bytes(b"")
    with pytest.raises(KeyFileUnreadable, match=r"can't be (read|written)"):
        Identity.load_or_create(home)
    assert home.read_bytes() == b""


def test_a_full_disk_at_the_first_start_leaves_nothing_behind(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(KeyFileUnreadable, match=r"can't be written \(No space left on device\).*--home"):
            Identity.load_or_create(home)
    assert list(home.iterdir()) == []
    Identity.load_or_create(home)


def test_a_folder_that_lost_its_backup_gets_one_again(home: Path) -> None:
    Identity.load_or_create(home)
    (home / BACKUP).unlink()
    Identity.load_or_create(home)
    assert (home / BACKUP).read_bytes() == (home / KEY_FILE).read_bytes()


def test_a_folder_that_can_t_take_a_backup_keeps_nobody_from_starting(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Identity.load_or_create(home)
    (home / BACKUP).unlink()

    def refuse(path: Path, raw: bytes) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(identity_module, "write_private", refuse)
    assert Identity.load_or_create(home).device_id == first.device_id


@posix_only
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o644])
def test_a_file_that_others_can_read_is_taken_from_them_and_told(
    home: Path, mode: int, expected_log: ExpectedLog
) -> None:
    expected_log("other users could read the identity file, mended")
    first = Identity.load_or_create(home)
    (home / KEY_FILE).chmod(mode)
    (home / BACKUP).chmod(mode)
    assert Identity.load_or_create(home).device_id == first.device_id
    assert mode_of(home / KEY_FILE) & 0o077 == 0
    assert mode_of(home / BACKUP) & 0o077 == 0


def test_the_signed_sealing_key_is_the_owner_s() -> None:
    one, other = Identity.generate(), Identity.generate()
    sealing_key_is_signed(one.public_key, one.sealing_key, one.sealing_signature)
    with pytest.raises(BadSignature):
        sealing_key_is_signed(other.public_key, one.sealing_key, one.sealing_signature)
    with pytest.raises(BadSignature):
        sealing_key_is_signed(one.public_key, other.sealing_key, one.sealing_signature)
