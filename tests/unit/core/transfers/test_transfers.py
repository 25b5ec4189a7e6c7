"""Two Transfers over a joined pair of sessions: what a user does with files."""

from pathlib import Path

from blake3 import blake3

from peerdrop.core.events import TransferCompleted, TransferConfirmed, TransferOffered, TransferProgressed
from peerdrop.core.states import Direction, TransferState
from tests.transfer_pair import transfer_pair


async def test_a_file_arrives_whole_under_its_name(tmp_path: Path) -> None:
    async with transfer_pair(tmp_path) as pair:
        content = bytes(range(256)) * 4000
        source = pair.source("photo.jpg", content)
        transfer_id = await pair.alice.offer(pair.bob_id, "Bob", [source])
        sent = await pair.alice_events.expect(TransferCompleted)
        received = await pair.bob_events.expect(TransferCompleted)
        await pair.bob_events.expect(TransferConfirmed)
        assert (pair.inbox / "photo.jpg").read_bytes() == content
        assert sent.files[0].digest == received.files[0].digest == "blake3:" + blake3(content).hexdigest()
        assert received.files[0].path == pair.inbox / "photo.jpg"
        assert sent.files[0].path == source
        assert sent.direction is Direction.OUTGOING
        for events in (pair.alice_events, pair.bob_events):
            progress = events.of(TransferProgressed)
            assert sum(each.bytes_done == len(content) for each in progress) == 1
            assert events.of(TransferOffered)[0].transfer.state is TransferState.OFFERED
        assert await pair.leftovers() == []
        assert transfer_id == received.transfer_id
