"""What the user can set, and where it is kept."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
import platformdirs

from peerdrop.core.errors import HomeDamaged, UsageError
from peerdrop.core.history.retention import Retention
from peerdrop.core.states import AcceptMode, ConflictPolicy
from peerdrop.core.transfers.flow.transfer_limits import AT_ONCE, SPEED_LIMIT_MIN, TransferLimits, is_speed_limit
from peerdrop.identity.private_file import write_private
from peerdrop.wire.card import fit_name
from peerdrop.wire.limits import DEFAULT_PORT
from server.discovery.scan_networks import ADDRESSES_MAX, parse_networks
from server.errors import NetworkMalformed

SETTINGS_FILE: Final = "settings.json"
APP_NAME: Final = "PeerDrop"
SCAN_ADDRESSES: Final = ADDRESSES_MAX
RESERVE_MAX: Final = 10**15
SERVER_URL: Final = re.compile(
    r"(stun|turns?):(\[[0-9a-fA-F:.]+\]|[^\s:/?@\[\]]+)(:\d{1,5})?(\?transport=(udp|tcp))?", re.ASCII
)
"""A STUN or TURN server as it may be set: scheme, host, port, and how TURN is spoken."""


class ThemeChoice(StrEnum):
    """The colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class IceServer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A STUN or TURN server: url as in RFC 7064 and 7065."""

    url: Annotated[str, msgspec.Meta(pattern="^(stun|turns?):")]
    username: str | None = None
    credential: str | None = None


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that can be set; the defaults are right for a home or an office.

    `port` 0 walks 3001 to 3010; `name` "" is the machine's own; `directory` "" is the user's Downloads.
    """

    name: str = ""
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    discovery_port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = DEFAULT_PORT
    discoverable: bool = True
    directory: str = ""
    accept: AcceptMode = AcceptMode.ASK
    conflicts: ConflictPolicy = ConflictPolicy.KEEP_BOTH
    """What becomes of files whose name is taken, where the answer to an offer does not say it."""
    reserve_bytes: Annotated[int, msgspec.Meta(ge=0, le=RESERVE_MAX)] = 0
    """What stays free on the disk of received files; 0: a share of what comes, as core.transfers.disk.space says."""
    retention: Retention = Retention.FOR_EVER
    """How long conversations are kept for which nothing else was chosen."""
    ice_servers: tuple[IceServer, ...] = ()
    speed_limit_bytes_per_second: Annotated[int, msgspec.Meta(ge=0)] = 0
    """For all that is sent together, and for all that is received; 0 is none, else at least SPEED_LIMIT_MIN."""
    transfers_at_once: Annotated[int, msgspec.Meta(ge=1, le=16)] = AT_ONCE
    """How many are sent to one device side by side; 1: strictly one after the other."""
    max_connections: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    scan_networks: tuple[str, ...] = ()
    """CIDR blocks that a scan asks beside the own subnets, at most SCAN_ADDRESSES in all."""
    theme: ThemeChoice = ThemeChoice.SYSTEM
    language: str = ""
    """A BCP 47 tag; "" is the system's own."""
    notification_content: bool = True
    """Whether notifications show texts and file names, or only that something came."""
    close_to_tray: bool = True
    """Where there is a tray, a closed window leaves PeerDrop running there."""
    start_hidden: bool = True
    """Started with the computer, it shows no window where there is a tray."""
    configured_names: tuple[str, ...] = ()
    """Host names under which this backend may be asked, beside its addresses."""

    @property
    def transfer_limits(self) -> TransferLimits:
        """How much transfers may do at a time."""
        return TransferLimits(bytes_per_second=self.speed_limit_bytes_per_second, at_once=self.transfers_at_once)

    @property
    def download_directory(self) -> Path:
        """The folder that files are saved in unless told otherwise."""
        return Path(self.directory) if self.directory else Path(platformdirs.user_downloads_dir())


def default_home() -> Path:
    """The folder that keeps identity, settings and journals of this user."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))


def load_settings(home: Path) -> Settings:
    """The settings kept in *home*, or the defaults; raises HomeDamaged."""
    path = home / SETTINGS_FILE
    try:
        settings = msgspec.json.decode(path.read_bytes(), type=Settings)
        if settings.accept is AcceptMode.ALL:
            raise msgspec.ValidationError("`all` can't be kept, it is for one run: --accept all")
        if not is_speed_limit(settings.speed_limit_bytes_per_second):
            raise msgspec.ValidationError(f"a speed limit is 0 or at least {SPEED_LIMIT_MIN} bytes a second")
        parse_networks(settings.scan_networks)
        return settings
    except FileNotFoundError:
        return Settings()
    except (msgspec.DecodeError, UnicodeError, RecursionError, NetworkMalformed) as exc:
        raise HomeDamaged(
            f"The settings file {path} is damaged: {exc}.",
            next_step="Correct it, or delete it to start with the defaults.",
        ) from exc
    except OSError as exc:
        raise HomeDamaged(
            f"The settings file {path} can't be read ({exc.strerror}).",
            next_step="Check its permissions.",
        ) from exc


def check_settings(settings: Settings) -> None:
    """Raise UsageError unless *settings* may be kept and followed."""
    if settings.name.strip() and fit_name(settings.name) != settings.name.strip():
        raise UsageError("That can't be a name.", next_step="Write one line of up to 64 characters.")
    if settings.directory and not Path(settings.directory).is_absolute():
        raise UsageError("The folder must be a whole path.", next_step="Choose the folder anew.")
    if settings.accept is AcceptMode.ALL:
        raise UsageError("To take files from anybody can't be kept.", next_step="Use --accept all for one run.")
    for server in settings.ice_servers:
        if not SERVER_URL.fullmatch(server.url) or (server.url.startswith("stun") and "?" in server.url):
            raise UsageError(f"{server.url} is no server.", next_step="Write it like stun:server.example:3478.")
    check_speed_limit(settings.speed_limit_bytes_per_second)
    try:
        parse_networks(settings.scan_networks)
    except NetworkMalformed as exc:
        raise UsageError(str(exc), next_step="Write networks like 192.168.1.0/24.") from exc
    try:
        msgspec.json.decode(msgspec.json.encode(settings), type=Settings)
    except (msgspec.ValidationError, UnicodeError) as exc:
        raise UsageError(f"That can't be set: {exc}.", next_step="Set something else.") from exc


def check_speed_limit(bytes_per_second: int) -> None:
    """Raise UsageError unless transfers may be held to that."""
    if not is_speed_limit(bytes_per_second):
        raise UsageError(
            f"A speed limit must be at least {SPEED_LIMIT_MIN // 1000} kB/s.",
            next_step="Choose a higher one, or 0 for none.",
        )


def save_settings(home: Path, settings: Settings) -> None:
    """Keep *settings* in *home*, whole or not at all; raises OSError."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(home / SETTINGS_FILE, msgspec.json.format(msgspec.json.encode(settings)))
