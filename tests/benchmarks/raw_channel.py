"""One bare aiortc data channel between two processes, to compare with: `raw_channel.py send|receive BYTES`.

Each prints its session description as one line and reads the other's from standard input. The receiver prints the
seconds from the first to the last byte. No files, no hashes, no flow control but the channel's own.
"""
# ruff: noqa: T201

import asyncio
import json
import sys
import time

from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription

_MESSAGE_BYTES = 128 * 1024
_QUEUE_BYTES = 512 * 1024


async def _send(size_bytes: int) -> None:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    channel = connection.createDataChannel("data")
    channel.bufferedAmountLowThreshold = _QUEUE_BYTES // 2
    opened, room, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()
    channel.on("open", opened.set)
    channel.on("bufferedamountlow", room.set)
    channel.on("message", lambda _: finished.set())
    await connection.setLocalDescription(await connection.createOffer())
    _tell(connection)
    await connection.setRemoteDescription(await _hear())
    await opened.wait()
    message = bytes(_MESSAGE_BYTES)
    left = size_bytes
    while left > 0:
        while channel.bufferedAmount > _QUEUE_BYTES:
            room.clear()
            await room.wait()
        channel.send(message[:left])
        left -= len(message)
    await finished.wait()
    await connection.close()


async def _receive(size_bytes: int) -> None:
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    finished = asyncio.Event()
    began, left = 0.0, size_bytes

    @connection.on("datachannel")
    def opened(channel: RTCDataChannel) -> None:
        @channel.on("message")
        def received(message: bytes) -> None:
            nonlocal began, left
            began = began or time.monotonic()
            left -= len(message)
            if left == 0:
                print(json.dumps({"seconds": time.monotonic() - began}), flush=True)
                channel.send(b"whole")
                finished.set()

    await connection.setRemoteDescription(await _hear())
    await connection.setLocalDescription(await connection.createAnswer())
    _tell(connection)
    await finished.wait()
    # The sender closes first, or its "whole" may never leave.
    await asyncio.to_thread(sys.stdin.readline)
    await connection.close()


def _tell(connection: RTCPeerConnection) -> None:
    description = connection.localDescription
    print(json.dumps({"sdp": description.sdp, "type": description.type}), flush=True)


async def _hear() -> RTCSessionDescription:
    return RTCSessionDescription(**json.loads(await asyncio.to_thread(sys.stdin.readline)))


if __name__ == "__main__":
    asyncio.run({"send": _send, "receive": _receive}[sys.argv[1]](int(sys.argv[2])))
