"""Settings are kept whole, read forgivingly where that loses nothing, and never replaced when damaged."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest

from peerdrop.core.errors import HomeDamaged, UsageError
from peerdrop.core.history.retention import Retention
from peerdrop.core.states import AcceptMode, ConflictPolicy
from peerdrop.settings import (
    SETTINGS_FILE,
    IceServer,
    Settings,
    ThemeChoice,
    check_settings,
    load_settings,
    save_settings,
)

EVERYTHING = Settings(
    name="Küche",
    port=3005,
    discovery_port=4001,
    discoverable=False,
    directory="/somewhere",
    accept=AcceptMode.KNOWN,
    conflicts=ConflictPolicy.REPLACE,
    reserve_bytes=2_000_000_000,
    retention=Retention.WEEK,
    ice_servers=(
        IceServer(url="stun:stun.example:3478"),
        IceServer(url="turn:t.example", username="u", credential="c"),
    ),
    speed_limit_bytes_per_second=5_000_000,
    transfers_at_once=2,
    max_connections=3,
    scan_networks=("10.20.0.0/22",),
    theme=ThemeChoice.DARK,
    language="de",
    notification_content=False,
    close_to_tray=False,
    start_hidden=False,
    configured_names=("box.example",),
)


def write(home: Path, document: Any) -> None:
    (home / SETTINGS_FILE).write_text(json.dumps(document), encoding="utf-8")


def test_a_home_without_settings_has_the_defaults_and_stays_as_it_is(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == Settings()
    assert list(tmp_path.iterdir()) == []


def test_the_test_sets_everything_that_can_be_set() -> None:
    assert [name for name in Settings.__struct_fields__ if getattr(EVERYTHING, name) == getattr(Settings(), name)] == []


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    save_settings(home, EVERYTHING)
    assert load_settings(home) == EVERYTHING


def test_only_what_differs_from_the_defaults_is_kept_and_can_be_read_by_people(tmp_path: Path) -> None:
    save_settings(tmp_path, Settings(port=3005))
    assert (tmp_path / SETTINGS_FILE).read_text() == '{\n  "port": 3005\n}'


@pytest.mark.skipif(os.name != "posix", reason="modes are a thing of POSIX")
def test_settings_are_private_for_they_hold_turn_s_credentials(tmp_path: Path) -> None:
    save_settings(tmp_path / "home", EVERYTHING)
    assert stat.S_IMODE((tmp_path / "home" / SETTINGS_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_fields_of_a_later_version_are_ignored(tmp_path: Path) -> None:
    write(tmp_path, {"port": 3005, "teleport": True, "ice_servers": [{"url": "stun:x", "later": 1}]})
    assert load_settings(tmp_path) == Settings(port=3005, ice_servers=(IceServer(url="stun:x"),))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"name":"\xff"}',
        b'{"port":"3001"}',
        b'{"port":-1}',
        b'{"port":65536}',
        b'{"discovery_port":0}',
        b'{"max_connections":0}',
        b'{"accept":"everybody"}',
        b'{"accept":"all"}',
        b'{"ice_servers":[{"url":"http://x"}]}',
        b'{"ice_servers":[{}]}',
        b'{"scan_networks":["10.0.0.1-10.0.0.9"]}',
        b'{"scan_networks":["10.0.0.0/8"]}',
        b'{"scan_networks":["10.0.0.0/22","10.1.0.0/24"]}',
        b'{"later":' + b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_with_a_next_step_and_left_alone(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(raw)
    with pytest.raises(HomeDamaged) as caught:
        load_settings(tmp_path)
    assert str(tmp_path / SETTINGS_FILE) in caught.value.message
    assert "damaged" in caught.value.message
    assert caught.value.next_step == "Correct it, or delete it to start with the defaults."
    assert (tmp_path / SETTINGS_FILE).read_bytes() == raw


def test_settings_that_can_t_be_read_are_told_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(HomeDamaged, match="can't be read") as caught:
        load_settings(tmp_path)
    assert caught.value.next_step == "Check its permissions."


def test_a_failed_save_leaves_the_old_settings_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(tmp_path, EVERYTHING)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            save_settings(tmp_path, Settings())
    assert load_settings(tmp_path) == EVERYTHING
    assert [each.name for each in tmp_path.iterdir()] == [SETTINGS_FILE]


def test_settings_can_t_be_changed_in_place() -> None:
    with pytest.raises(AttributeError):
        Settings().port = 1  # type: ignore[misc]
    assert msgspec.structs.replace(Settings(), port=1).port == 1


def test_the_folder_for_files_is_the_user_s_own_unless_set() -> None:
    assert Settings(directory="/x/y").download_directory == Path("/x/y")
    assert Settings().download_directory.is_absolute()


def test_what_can_be_set_is_let_through() -> None:
    check_settings(EVERYTHING)
    check_settings(Settings())
    for url in ("stun:[::1]:3478", "turns:relay.example", "turn:relay.example:443?transport=tcp"):
        check_settings(Settings(ice_servers=(IceServer(url=url),)))


@pytest.mark.parametrize(
    "settings",
    [
        Settings(name="x" * 65),
        Settings(name="two\nlines"),
        Settings(name="\u202egnp.exe"),
        Settings(directory="Downloads"),
        Settings(directory="/\udcff"),
        Settings(accept=AcceptMode.ALL),
        Settings(port=70_000),
        Settings(max_connections=0),
        Settings(scan_networks=("10.0.0.0/8",)),
        Settings(ice_servers=(IceServer(url="http://relay.example"),)),
        Settings(ice_servers=(IceServer(url="stun:a b"),)),
        Settings(ice_servers=(IceServer(url="stun:relay.example?transport=tcp"),)),
    ],
)
def test_what_cannot_be_followed_is_refused_with_a_next_step(settings: Settings) -> None:
    with pytest.raises(UsageError) as refused:
        check_settings(settings)
    assert refused.value.message.endswith(".")
    assert refused.value.next_step
