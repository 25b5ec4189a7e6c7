"""Every state of a transfer, both ways: what its card says and offers."""

from pathlib import Path
from typing import Any, Final

import pytest

from peerdrop.core.snapshots import ProblemFile, SpaceShortage
from peerdrop.core.states import Asked, Direction
from peerdrop.core.states import TransferReason as R
from peerdrop.core.states import TransferState as S
from peerdrop.gui.words.card_face import CardAction as A
from peerdrop.gui.words.card_face import CardFace, CardFacts
from peerdrop.gui.words.cards import card_face
from tests.fake_node import make_transfer

OUT, IN = Direction.OUTGOING, Direction.INCOMING
HALF: Final = {"bytes_done": 3_100_000}
SHORTAGE: Final = {"shortage": SpaceShortage(needed_bytes=1_400_000_000, free_bytes=200_000_000)}
FULL_HERE: Final = "The disk here is full: 200 MB left, 1.4 GB needed. It goes on when there is space."
FULL_THERE: Final = "The disk on Bea is full: 200 MB left, 1.4 GB needed. It goes on when there is space."
NEARLY_FULL: Final = "Paused: the disk here is nearly full. It goes on when there is space."
LOST_HERE: Final = "The connection to Bea was lost. What arrived is kept for 7 days."
BROKEN_HERE: Final = "Could not be written here. What arrived is kept for 7 days."
DAMAGED: Final = ProblemFile(path="album/a.jpg", reason=R.DAMAGED)
NAMELESS: Final = ProblemFile(path="album/con", reason=R.BAD_NAME)

# State, reason, more of the snapshot; what an outgoing and an incoming card says and offers.
Row = tuple[S, R | None, dict[str, Any], tuple[str, list[A]] | None, tuple[str, list[A]] | None]
TABLE: Final[list[Row]] = [
    (S.NEW, R.WAITING, {}, ("Goes when Bea is back online", [A.CANCEL]), None),
    (S.NEW, R.QUEUED, {}, ("Next in line", [A.CANCEL]), None),
    (S.OFFERED, None, {}, ("Waiting for Bea to accept", [A.CANCEL]), ("106 GB free", [A.DECLINE, A.REVIEW, A.ACCEPT])),
    (S.ACCEPTED, None, {}, ("Starting…", [A.CANCEL]), ("Starting…", [A.CANCEL])),
    (S.TRANSFERRING, None, HALF, ("3.1 of 5 MB", [A.PAUSE, A.CANCEL]), ("3.1 of 5 MB", [A.PAUSE, A.CANCEL])),
    (S.PAUSED, R.QUEUED, {}, ("Next in line", [A.CANCEL]), ("Next in line", [A.CANCEL])),
    (
        S.PAUSED,
        R.USER,
        HALF,
        ("Paused at 62 %", [A.RESUME, A.CANCEL]),
        ("Paused at 62 %", [A.RESUME, A.CANCEL]),
    ),
    (S.PAUSED, R.PEER, HALF, ("Paused at 62 % by Bea", [A.CANCEL]), ("Paused at 62 % by Bea", [A.CANCEL])),
    (S.PAUSED, R.DISK_FULL, SHORTAGE, (FULL_THERE, [A.CANCEL]), (FULL_HERE, [A.SHOW_IN_FOLDER, A.CANCEL])),
    (
        S.PAUSED,
        R.DISK_FULL,
        {},
        (NEARLY_FULL.replace("disk here", "disk on Bea"), [A.CANCEL]),
        (NEARLY_FULL, [A.SHOW_IN_FOLDER, A.CANCEL]),
    ),
    (S.VERIFYING, None, {}, ("Checking the files…", []), ("Checking the files…", [])),
    (S.VERIFYING, R.DISK_FULL, SHORTAGE, (FULL_THERE, [A.CANCEL]), None),
    (S.VERIFYING, R.PEER, HALF, ("Paused at 62 % by Bea", [A.CANCEL]), None),
    (
        S.SUSPENDED,
        R.LOST,
        HALF,
        ("Connection lost. Continues by itself.", [A.CANCEL]),
        ("Connection lost. Continues by itself.", [A.CANCEL]),
    ),
    (S.COMPLETED, None, {}, ("Delivered", []), ("Saved to Downloads", [])),
    (S.DECLINED, R.DECLINED, {}, ("Bea declined", [A.SEND_AGAIN]), ("Declined", [])),
    (S.DECLINED, R.NO_SPACE, {}, ("Not enough space on Bea", [A.SEND_AGAIN]), ("Declined", [])),
    (S.CANCELED, R.CANCELED, HALF, ("Canceled by you at 62 %", [A.SEND_AGAIN]), ("Canceled by you at 62 %", [])),
    (S.CANCELED, R.CANCELED_BY_PEER, {}, ("Canceled by Bea", [A.SEND_AGAIN]), ("Canceled by Bea", [])),
    (
        S.FAILED,
        R.LOST,
        HALF,
        ("The connection to Bea was lost.", [A.CONTINUE, A.DISMISS]),
        (LOST_HERE, [A.CONTINUE, A.DISCARD]),
    ),
    (
        S.FAILED,
        R.DISK_FULL,
        HALF,
        ("The disk on Bea is full.", [A.CONTINUE, A.DISMISS]),
        ("The disk here is full. What arrived is kept for 7 days.", [A.CONTINUE, A.DISCARD]),
    ),
    (
        S.FAILED,
        R.LOST,
        {},
        ("The connection to Bea was lost.", [A.RETRY, A.DISMISS]),
        (LOST_HERE[:31], [A.ASK_AGAIN, A.DISMISS]),
    ),
    (
        S.FAILED,
        R.FORGOTTEN,
        HALF,
        None,
        ("Bea does not know this transfer any more.", [A.DISMISS]),
    ),
    (S.FAILED, R.DISK, {**HALF, "asked": Asked.WAITING}, None, (BROKEN_HERE, [A.DISCARD])),
    (S.FAILED, R.DISK, {**HALF, "asked": Asked.CHANGED}, None, (BROKEN_HERE, [A.CONTINUE, A.DISCARD])),
    (S.FAILED, R.DISK, {**HALF, "asked": Asked.CANCELED}, None, ("Could not be written here.", [A.DISMISS])),
    (
        S.COMPLETED,
        None,
        {"problems": (DAMAGED, NAMELESS)},
        ("0 of 2 files delivered. 2 could not be sent.", [A.SEND_THOSE, A.DETAILS]),
        ("0 of 2 files saved. 2 could not be written.", [A.DETAILS, A.ASK_AGAIN]),
    ),
    (
        S.COMPLETED,
        None,
        {"problems": (NAMELESS,)},
        ("1 of 2 files delivered. 1 could not be sent.", [A.DETAILS]),
        ("1 of 2 files saved. 1 could not be written.", [A.DETAILS]),
    ),
    (
        S.COMPLETED,
        None,
        {"problems": (DAMAGED,), "asked": Asked.WAITING},
        None,
        ("1 of 2 files saved. 1 could not be written.", [A.DETAILS]),
    ),
]


def face_of(**changes: Any) -> CardFace:
    transfer = make_transfer(directory=Path("/home/ana/Downloads"), **changes)
    return card_face(CardFacts(transfer=transfer, can_send_again=True, is_known=True, free_bytes=106 * 10**9))


@pytest.mark.parametrize(
    ("state", "reason", "more", "outgoing", "incoming"),
    TABLE,
    ids=[f"{row[0]}-{row[1]}-{n}" for n, row in enumerate(TABLE)],
)
def test_a_card_says_and_offers_what_holds_on_its_side(
    state: S,
    reason: R | None,
    more: dict[str, Any],
    outgoing: tuple[str, list[A]] | None,
    incoming: tuple[str, list[A]] | None,
) -> None:
    for direction, expected in ((OUT, outgoing), (IN, incoming)):
        if expected is not None:
            face = face_of(state=state, reason=reason, direction=direction, **more)
            assert (face.status, [each.action for each in face.buttons]) == expected


def test_the_table_has_every_state() -> None:
    assert {row[0] for row in TABLE} == set(S)


@pytest.mark.parametrize("state", [each for each in S if not each.is_final], ids=str)
def test_what_the_user_has_paused_can_be_resumed_at_every_step(state: S) -> None:
    face = face_of(state=state, reason=R.DISK_FULL if state is S.PAUSED else None, direction=OUT, held=True)
    assert A.RESUME in [each.action for each in face.buttons]
    assert face.note == "Paused by you"
    plain = face_of(state=S.PAUSED, reason=R.USER, direction=OUT, held=True)
    assert [each.action for each in plain.buttons] == [A.RESUME, A.CANCEL]
    assert not plain.note


@pytest.mark.parametrize("reason", [R.WAITING, R.QUEUED])
def test_what_was_on_its_way_before_a_restart_shows_how_far(reason: R) -> None:
    begun = face_of(state=S.NEW, reason=reason, direction=OUT, **HALF)
    assert begun.bar is not None
    assert round(begun.bar.done, 2) == 0.62
    assert face_of(state=S.NEW, reason=reason, direction=OUT).bar is None


def test_only_the_first_that_waits_is_next() -> None:
    waiting = make_transfer(state=S.NEW, reason=R.QUEUED, direction=OUT)
    assert card_face(CardFacts(transfer=waiting, is_next=False)).status == "Waiting in line"


def test_a_limit_is_said_calmly_as_long_as_it_matters() -> None:
    limited = {"direction": OUT, "limit_bytes_per_second": 1_000_000}
    assert face_of(state=S.TRANSFERRING, **limited).detail == "2 files · 5 MB · at most 1 MB/s"
    assert face_of(state=S.COMPLETED, **limited).detail == "2 files · 5 MB · checked"


LINK: Final = ProblemFile(path="/home/ana/album/link", reason=R.LINK)
PIPE: Final = ProblemFile(path="/home/ana/album/pipe", reason=R.SPECIAL_FILE)
UNREADABLE: Final = ProblemFile(path="/home/ana/secret", reason=R.SOURCE_UNREADABLE)


@pytest.mark.parametrize(
    ("more", "note"),
    [
        ({"skipped": (LINK,)}, "1 link or special file is not sent."),
        ({"skipped": (LINK, PIPE)}, "2 links and special files are not sent."),
        ({"skipped": (LINK, PIPE), "problems": (UNREADABLE,)}, "3 items are not sent. The rest goes."),
    ],
)
def test_what_is_not_sent_is_said_to_the_sender_with_details(more: dict[str, Any], note: str) -> None:
    face = face_of(state=S.TRANSFERRING, direction=OUT, **more)
    assert face.note == note
    assert face.buttons[0].action is A.DETAILS
    assert not face_of(state=S.TRANSFERRING, direction=IN, **more).note


def test_links_are_still_said_when_all_else_arrived() -> None:
    face = face_of(state=S.COMPLETED, direction=OUT, skipped=(LINK, PIPE))
    assert (face.status, face.note) == ("Delivered", "2 links and special files are not sent.")
    assert [each.action for each in face.buttons] == [A.DETAILS]


def test_what_could_not_even_be_offered_counts_among_the_files_named() -> None:
    face = face_of(state=S.COMPLETED, direction=OUT, file_count=3, problems=(UNREADABLE,))
    assert face.status == "3 of 4 files delivered. 1 could not be sent."
