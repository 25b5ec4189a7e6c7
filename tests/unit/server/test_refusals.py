from server.refusals import Refusal, Refusals


def test_a_snapshot_does_not_change_afterwards() -> None:
    refusals = Refusals()
    refusals.count(Refusal.REPLAYED)
    before = refusals.snapshot()
    refusals.count(Refusal.REPLAYED)
    assert before == {Refusal.REPLAYED: 1}
    assert refusals.snapshot() == {Refusal.REPLAYED: 2}


def test_every_name_fits_the_wire() -> None:
    assert all(len(refusal.value) <= 64 for refusal in Refusal)
