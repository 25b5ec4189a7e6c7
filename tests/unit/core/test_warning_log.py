"""What was warned of before a face came is still there for it."""

from peerdrop.core.bus import Bus
from peerdrop.core.events import PeerForgotten, WarningRaised
from peerdrop.core.warning_log import WARNINGS_MAX, WarningLog
from peerdrop.wire.identifiers import DeviceId


def warning(number: int) -> WarningRaised:
    return WarningRaised(reason="HOME", message=f"Warning {number}.", next_step="")


def test_each_warning_is_kept_once_and_nothing_else() -> None:
    bus = Bus()
    log = WarningLog(bus)
    for event in (warning(1), PeerForgotten(device_id=DeviceId("A" * 52)), warning(2), warning(1)):
        bus.publish(event)
    assert log.snapshot() == (warning(2), warning(1))


def test_of_many_the_newest_are_kept() -> None:
    bus = Bus()
    log = WarningLog(bus)
    for number in range(WARNINGS_MAX + 3):
        bus.publish(warning(number))
    assert log.snapshot() == tuple(warning(number) for number in range(3, WARNINGS_MAX + 3))
