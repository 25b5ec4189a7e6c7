import contextlib
import os
import socket
from pathlib import Path

import pytest

from peerdrop.core.errors import SourceUnreadable
from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.sending import sources as sources_module
from peerdrop.core.transfers.sending.sources import Sources, read_sources
from peerdrop.wire.codec import Codec, encode
from peerdrop.wire.identifiers import TransferId
from peerdrop.wire.limits import CONTROL_BYTES, PATH_DEPTH
from peerdrop.wire.transfers import TRANSFER_MESSAGES, EntryKind, Manifest
from tests.mere_user import mere_user


def listing(sources: Sources) -> dict[str, int | None]:
    """Size by path; None for a folder."""
    return {entry.path: None if entry.kind is EntryKind.FOLDER else entry.size_bytes for entry in sources.entries}


def test_a_file_is_sent_under_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"hello")
    sources = read_sources([tmp_path / "a.txt"])
    assert listing(sources) == {"a.txt": 5}
    assert sources.label == "a.txt"
    assert sources.paths == (tmp_path / "a.txt",)
    assert sources.entries[0].modified_ns == (tmp_path / "a.txt").stat().st_mtime_ns


def test_a_folder_is_walked_with_its_empty_folders(tmp_path: Path) -> None:
    day = tmp_path / "day"
    (day / "raw" / "deep").mkdir(parents=True)
    (day / "b").write_bytes(b"12")
    (day / "a").write_bytes(b"1")
    (day / "raw" / "c").write_bytes(b"123")
    sources = read_sources([day])
    assert listing(sources) == {"day/a": 1, "day/b": 2, "day/raw/c": 3, "day/raw/deep": None}
    assert [entry.index for entry in sources.entries] == [0, 1, 2, 3]
    assert sources.label == "day"


def test_an_empty_folder_alone_is_a_job(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert listing(read_sources([tmp_path / "empty"])) == {"empty": None}


def test_links_and_special_files_are_listed_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_bytes(b"key")
    day = tmp_path / "day"
    day.mkdir()
    (day / "a").write_bytes(b"1")
    (day / "to a file").symlink_to(tmp_path / "secret" / "key")
    (day / "to a folder").symlink_to(tmp_path / "secret")
    (day / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(day / "pipe")
    with socket.socket(socket.AF_UNIX) as bound, contextlib.chdir(day):
        bound.bind("socket")
    sources = read_sources([day])
    assert listing(sources) == {"day/a": 1}
    assert sources.problems == ()
    assert {(Path(each.path).name, each.reason) for each in sources.skipped} == {
        ("to a file", TransferReason.LINK),
        ("to a folder", TransferReason.LINK),
        ("dangling", TransferReason.LINK),
        ("pipe", TransferReason.SPECIAL_FILE),
        ("socket", TransferReason.SPECIAL_FILE),
    }


def test_a_link_that_the_user_named_is_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"hello")
    (tmp_path / "link.txt").symlink_to("real.txt")
    sources = read_sources([tmp_path / "link.txt"])
    assert listing(sources) == {"link.txt": 5}
    assert sources.paths == (tmp_path / "real.txt",)


def test_two_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    for folder in "xy":
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.txt").write_bytes(folder.encode())
    sources = read_sources([tmp_path / "x" / "notes.txt", tmp_path / "y" / "notes.txt"])
    assert list(listing(sources)) == ["notes.txt", "notes (1).txt"]


def test_the_same_file_or_folder_named_twice_is_sent_once(tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    for path in (tmp_path / "day" / "a", tmp_path / "b"):
        path.write_bytes(b"1")
    (tmp_path / "link").symlink_to("b")
    named = ("b", "day", "day/../b", "day", "link")
    sources = read_sources([tmp_path / each for each in named])
    assert listing(sources) == {"b": 1, "day/a": 1}
    assert sources.problems == ()


def test_a_name_that_is_not_unicode_is_a_problem_of_the_job(tmp_path: Path) -> None:
    day = tmp_path / "day"
    day.mkdir()
    (day / "a").write_bytes(b"1")
    (Path(os.fsdecode(os.fsencode(day) + b"/\xff.txt"))).write_bytes(b"2")
    sources = read_sources([day])
    assert listing(sources) == {"day/a": 1}
    assert [problem.reason for problem in sources.problems] == [TransferReason.BAD_NAME]


def test_what_alone_can_not_be_sent_for_its_name_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt"))
    path.write_bytes(b"2")
    with pytest.raises(SourceUnreadable, match="is not valid text") as caught:
        read_sources([path])
    assert str(path) in caught.value.message
    assert caught.value.next_step == "Rename it, then send again."


def test_a_folder_too_deep_is_a_problem_of_the_job(tmp_path: Path) -> None:
    deep = tmp_path / "day" / "/".join("d" * 400)
    deep.mkdir(parents=True)
    (deep / "x").write_bytes(b"1")
    (tmp_path / "day" / "a").write_bytes(b"1")
    sources = read_sources([tmp_path / "day"])
    assert listing(sources) == {"day/a": 1, "day/" + "/".join("d" * (PATH_DEPTH - 1)): None}
    assert [problem.reason for problem in sources.problems] == [TransferReason.BAD_NAME]


def test_the_current_folder_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / "a").write_bytes(b"1")
    monkeypatch.chdir(tmp_path / "day")
    assert listing(read_sources([Path()])) == {"day/a": 1}


def test_a_folder_that_may_not_be_read_is_a_problem_of_the_job_and_no_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "day" / "private").mkdir(parents=True)
    (tmp_path / "day" / "a").write_bytes(b"1")
    (tmp_path / "day" / "private").chmod(0)
    with mere_user():
        sources = read_sources([tmp_path / "day"])
        assert listing(sources) == {"day/a": 1}
        assert [problem.reason for problem in sources.problems] == [TransferReason.SOURCE_UNREADABLE]
        with pytest.raises(SourceUnreadable) as caught:
            read_sources([tmp_path / "day" / "private"])
    assert "private" in caught.value.message
    (tmp_path / "day" / "private").chmod(0o700)


@pytest.mark.parametrize("name", ["none", "day/none", "pipe"])
def test_what_the_user_named_must_be_readable(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceUnreadable) as caught:
        read_sources([tmp_path / name])
    assert name in caught.value.message
    assert caught.value.next_step


def test_what_can_not_be_read_is_a_problem_while_there_is_something_that_can(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"22")
    sources = read_sources([tmp_path / "none", tmp_path / "a", tmp_path / "pipe", tmp_path / "b"])
    assert listing(sources) == {"a": 1, "b": 2}
    assert sources.label == "a"
    assert [(each.path, each.reason) for each in sources.problems] == [
        (str(tmp_path / "none"), TransferReason.SOURCE_UNREADABLE),
        (str(tmp_path / "pipe"), TransferReason.SPECIAL_FILE),
    ]


def test_a_name_that_can_not_be_read_takes_no_name_from_one_that_can(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "a").write_bytes(b"1")
    assert listing(read_sources([tmp_path / "gone" / "a", tmp_path / "here" / "a"])) == {"a": 1}


def test_nothing_is_not_a_job() -> None:
    with pytest.raises(SourceUnreadable):
        read_sources([])


def test_a_date_that_no_manifest_can_tell_is_told_as_the_nearest_that_it_can(tmp_path: Path) -> None:
    path = tmp_path / "from the year 2300.txt"
    path.write_bytes(b"x")
    os.utime(path, (10_413_792_000, 10_413_792_000))
    sources = read_sources([path])
    raw = encode(Manifest(transfer_id=TransferId("1" * 32), entries=sources.entries, last=True))
    assert Codec(TRANSFER_MESSAGES).decode(raw, limit_bytes=CONTROL_BYTES)
    # Some file systems cut the date off themselves.
    assert sources.entries[0].modified_ns == min(path.stat().st_mtime_ns, 2**63 - 1)


def test_more_bytes_than_an_offer_can_tell_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources_module, "FILE_BYTES_MAX", 10)
    for number in range(3):
        (tmp_path / str(number)).write_bytes(b"1234")
    with pytest.raises(SourceUnreadable, match="too large"):
        read_sources([tmp_path])


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [("JOB_FILES_MAX", 2, "2 files"), ("JOB_FOLDERS_MAX", 2, "2 folders"), ("JOB_PATH_BYTES", 32, "names")],
)
def test_what_is_too_much_for_one_transfer_is_said_before_it_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, most: int, said: str
) -> None:
    (tmp_path / "day" / "übrig" / "raw").mkdir(parents=True)
    for name in ("1", "übrig/2", "übrig/raw/3"):
        (tmp_path / "day" / name).write_bytes(b"x")
    monkeypatch.setattr(sources_module, limit, most + 1)
    assert len(read_sources([tmp_path / "day"]).entries) == 3
    monkeypatch.setattr(sources_module, limit, most)
    with pytest.raises(SourceUnreadable, match=said) as refused:
        read_sources([tmp_path / "day"])
    assert refused.value.next_step == "Send fewer at a time."
