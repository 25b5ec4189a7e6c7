from peerdrop.core.states import TransferReason
from peerdrop.core.transfers.job.pauses import Pauses


def test_nobody_pauses_at_first() -> None:
    assert not Pauses()
    assert Pauses().reason is None


def test_each_side_pauses_for_itself() -> None:
    pauses = Pauses()
    pauses.own.add(TransferReason.USER)
    pauses.peer = TransferReason.PEER
    assert pauses.reason is TransferReason.USER
    pauses.clear()
    assert not pauses


def test_when_our_side_goes_on_the_other_may_still_pause() -> None:
    pauses = Pauses()
    pauses.own.add(TransferReason.USER)
    pauses.peer = TransferReason.PEER
    pauses.own.discard(TransferReason.USER)
    assert pauses
    assert pauses.reason is TransferReason.PEER


def test_a_full_disk_is_shown_before_anything_else() -> None:
    pauses = Pauses()
    pauses.own.add(TransferReason.USER)
    pauses.peer = TransferReason.DISK_FULL
    assert pauses.reason is TransferReason.DISK_FULL


def test_a_place_in_line_is_shown_after_everybody_s_wish() -> None:
    pauses = Pauses()
    pauses.own.add(TransferReason.QUEUED)
    assert (pauses.reason, pauses.shown_own) == (TransferReason.QUEUED, TransferReason.QUEUED)
    pauses.peer = TransferReason.PEER
    assert pauses.reason is TransferReason.PEER
    pauses.own.add(TransferReason.USER)
    assert (pauses.reason, pauses.shown_own) == (TransferReason.USER, TransferReason.USER)
