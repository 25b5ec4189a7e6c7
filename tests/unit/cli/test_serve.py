"""peerdrop/cli/serve.py: runs until told to end."""

from pathlib import Path

from peerdrop.core.accept_policy import AcceptPolicy
from peerdrop.core.states import AcceptMode
from tests.fake_node import FakeNode
from tests.typed_command import TypedCommand
from tests.until import until


async def test_it_holds_its_policy_as_long_as_it_runs(tmp_path: Path) -> None:
    node = FakeNode()
    folder = tmp_path / "in"
    async with TypedCommand(node, tmp_path, "serve", "--accept", "all", "--dir", str(folder)) as command:
        await until(lambda: node.policies)
        assert node.policies == [AcceptPolicy(mode=AcceptMode.ALL, directory=folder)]
        await command.clock.advance(1_000_000)
        assert not command.task.done()
    assert node.policies == []
    assert "takes files from anyone" in command.stderr


async def test_people_read_its_name_its_id_and_its_addresses(tmp_path: Path) -> None:
    node = FakeNode()
    async with TypedCommand(node, tmp_path, "serve", as_json=False) as command:
        await until(lambda: "addresses" in command.stdout)
    assert "Own" in command.stdout
    assert node.started_as.device_id in command.stdout
    assert "192.168.1.2:3001, [fe80::1]:3001" in command.stdout
