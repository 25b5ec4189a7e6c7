"""What this user decided of devices outlives a restart and a damaged file."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from peerdrop.core.states import Trust
from peerdrop.core.trust import TRUST_FILE, TrustStore
from peerdrop.wire.identifiers import DeviceId

DEVICE = DeviceId("A" * 52)


def test_an_accepted_device_is_known_after_a_restart(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    assert store.of(DEVICE) is Trust.SEEN
    assert store.met(DEVICE, "Ana", 1.0)
    store.save()
    assert TrustStore(tmp_path).of(DEVICE) is Trust.KNOWN


def test_meeting_again_is_nothing_new(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.met(DEVICE, "Ana", 1.0)
    assert not store.met(DEVICE, "Eve", 2.0)


def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / TRUST_FILE).write_text("{damaged")
    store = TrustStore(tmp_path)
    assert store.of(DEVICE) is Trust.SEEN
    assert store.damaged is not None
    assert store.damaged.read_text() == "{damaged"


def test_the_file_is_this_users_alone(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.met(DEVICE, "Ana", 1.0)
    store.save()
    assert (tmp_path / TRUST_FILE).stat().st_mode & 0o077 == 0


def test_two_saves_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    """Each acceptance saves in a thread of its own, and all write the same new file before it takes its place."""
    store = TrustStore(tmp_path)
    ids = [DeviceId(letter * 52) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

    def accept(device_id: DeviceId) -> None:
        store.met(device_id, "Ana", 1.0)
        store.save()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(accept, ids))
    assert all(TrustStore(tmp_path).of(device_id) is Trust.KNOWN for device_id in ids)


def test_a_file_nested_out_of_all_bounds_is_set_aside_as_well(tmp_path: Path) -> None:
    (tmp_path / TRUST_FILE).write_text('{"' + "A" * 52 + '":{"trust":"known","since":1,"x":' + "[" * 100_000)
    assert TrustStore(tmp_path).damaged is not None


def test_the_file_of_the_first_version_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / TRUST_FILE).write_text(json.dumps({DEVICE: {"trust": "known", "since": 1.5, "name": "Ana"}}))
    store = TrustStore(tmp_path)
    assert store.damaged is None
    assert (store.of(DEVICE), store.own_name(DEVICE), store.name_then(DEVICE)) == (Trust.KNOWN, "", "Ana")


def test_a_given_name_outlives_a_restart_and_can_be_taken_back(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.rename(DEVICE, "My laptop", "Ana", 1.0)
    store.save()
    store = TrustStore(tmp_path)
    assert (store.own_name(DEVICE), store.of(DEVICE)) == ("My laptop", Trust.SEEN)
    assert store.met(DEVICE, "Ana", 2.0)
    assert (store.own_name(DEVICE), store.of(DEVICE)) == ("My laptop", Trust.KNOWN)
    store.rename(DEVICE, "", "Ana", 3.0)
    assert (store.own_name(DEVICE), store.of(DEVICE)) == ("", Trust.KNOWN)


def test_a_blocked_device_does_not_become_known_and_keeps_its_name(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.rename(DEVICE, "Pest", "Ana", 1.0)
    store.block(DEVICE, "Ana", 1.0)
    assert not store.met(DEVICE, "Ana", 2.0)
    store.save()
    assert TrustStore(tmp_path).of(DEVICE) is Trust.BLOCKED
    store.unblock(DEVICE, 3.0)
    assert (store.of(DEVICE), store.own_name(DEVICE)) == (Trust.SEEN, "Pest")


def test_unblocking_takes_no_trust_from_others(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.met(DEVICE, "Ana", 1.0)
    store.unblock(DEVICE, 2.0)
    assert store.of(DEVICE) is Trust.KNOWN


def test_a_forgotten_device_is_as_one_never_seen(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    store.met(DEVICE, "Ana", 1.0)
    store.forget(DEVICE)
    store.forget(DEVICE)
    store.save()
    assert TrustStore(tmp_path).decided() == ()


def test_saves_from_many_threads_leave_one_whole_file(tmp_path: Path) -> None:
    store = TrustStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        for number in range(100):
            store.met(DeviceId(f"{number:052}"), "x" * 200, 1.0)
            pool.submit(store.save)
    assert len(TrustStore(tmp_path).decided()) == 100
    assert [path.name for path in tmp_path.iterdir()] == [TRUST_FILE]
