"""What the frozen app puts in PyAV's place is enough for the installed aiortc: in a process of its own, because PyAV
itself is long imported in this one."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]

OPEN_A_DATA_CHANNEL = """
import asyncio
import sys

sys.path.insert(0, sys.argv[1])
import av
assert av.__file__.startswith(sys.argv[1]), av.__file__
import aioice.ice
aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: ["127.0.0.1"]
from aiortc import RTCConfiguration, RTCPeerConnection


async def main():
    one, other = (RTCPeerConnection(RTCConfiguration(iceServers=[])) for _ in range(2))
    echoed = asyncio.get_running_loop().create_future()
    channel = one.createDataChannel("control")
    channel.on("open", lambda: channel.send(b"there and back"))
    channel.on("message", echoed.set_result)
    other.on("datachannel", lambda far: far.on("message", far.send))
    await one.setLocalDescription(await one.createOffer())
    await other.setRemoteDescription(one.localDescription)
    await other.setLocalDescription(await other.createAnswer())
    await one.setRemoteDescription(other.localDescription)
    print((await asyncio.wait_for(echoed, 20)).decode())
    await asyncio.gather(one.close(), other.close())


asyncio.run(main())
"""


def test_a_data_channel_opens_with_the_stub_in_place_of_pyav() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPEN_A_DATA_CHANNEL, str(ROOT / "packaging" / "stub")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "there and back\n", done.stderr
    assert done.returncode == 0


def test_the_stub_was_made_for_the_installed_aiortc() -> None:
    """A new aiortc may ask PyAV for more, at a moment no test sees: read its imports of av again, then change this."""
    assert version("aiortc").startswith("1.16.")
