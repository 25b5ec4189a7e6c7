"""The devices around, with the heads of their sections as rows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import IntEnum
from typing import Any, Final, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QTimer,
)

from peerdrop.core.events import PeerForgotten, PeerLost, PeerStateChanged
from peerdrop.core.snapshots import PeerSnapshot
from peerdrop.core.states import ConnectionState, Trust
from peerdrop.gui.safe_text import one_line, tooltip
from peerdrop.gui.words.devices import (
    DeviceLook,
    Section,
    device_look,
    is_over_the_limit,
    is_tried_again,
    section_of,
    spoken_device,
)
from peerdrop.gui.words.phrase import translate
from peerdrop.wire.identifiers import DeviceId, short_id

Index: TypeAlias = QModelIndex | QPersistentModelIndex

NO_PARENT: Final = QModelIndex()
RTT_INTERVAL_MS: Final = 2000
_COUNT_MS: Final = 1000


class DeviceRole(IntEnum):
    """What the delegate and the filter ask a row for."""

    SECTION = Qt.ItemDataRole.UserRole + 1
    """Section of the row."""
    PEER = Qt.ItemDataRole.UserRole + 2
    """PeerSnapshot; None for the head of a section."""
    UNREAD = Qt.ItemDataRole.UserRole + 3
    ACTIVE_AT = Qt.ItemDataRole.UserRole + 4
    """Unix seconds of the last message or offer; 0 for none."""
    LOOK = Qt.ItemDataRole.UserRole + 5
    """DeviceLook of the row; None for the head of a section."""


class DeviceModel(QAbstractListModel):
    """Rows: first one head per section, then the devices in the order they were met. `DeviceOrder` sorts them.

    A round trip that is only a little other than before is shown at most every RTT_INTERVAL_MS.
    """

    def __init__(self, wall: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wall = wall
        self._heads = tuple(Section)
        self._peers: list[PeerSnapshot] = []
        self._rows: dict[DeviceId, int] = {}
        self._unread: dict[DeviceId, int] = {}
        self._active_at: dict[DeviceId, float] = {}
        self._waiting: dict[DeviceId, int] = {}
        self._newer: dict[DeviceId, PeerSnapshot] = {}
        """Measured since the round trips were written last."""
        self._measured = QTimer(self, interval=RTT_INTERVAL_MS, singleShot=True)
        self._measured.timeout.connect(self._write_measured)
        self._counting = QTimer(self, interval=_COUNT_MS)
        self._counting.timeout.connect(self._count)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._heads) + len(self._peers)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.row() < len(self._heads):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if index.row() < len(self._heads):
            return self._head_data(self._heads[index.row()], role)
        return self._peer_data(self._peers[index.row() - len(self._heads)], role)

    def peers(self) -> tuple[PeerSnapshot, ...]:
        """Every device, in the order they were met."""
        return tuple(self._peers)

    def peer(self, device_id: DeviceId) -> PeerSnapshot | None:
        """The device of that ID."""
        row = self._rows.get(device_id)
        return None if row is None else self._peers[row]

    def index_of(self, device_id: DeviceId) -> QModelIndex:
        """Its row; invalid if it is not here."""
        row = self._rows.get(device_id)
        return QModelIndex() if row is None else self.index(row + len(self._heads))

    def put(self, peer: PeerSnapshot) -> None:
        """Add a device, or show it as it is now."""
        row = self._rows.get(peer.device_id)
        if row is not None:
            if self._is_measurement(self._peers[row], peer):
                self._newer[peer.device_id] = peer
                if not self._measured.isActive():
                    self._write_measured()
                return
            self._newer.pop(peer.device_id, None)
            self._write(row, peer)
            return
        row = len(self._peers)
        first = row + len(self._heads)
        self.beginInsertRows(QModelIndex(), first, first)
        self._peers.append(peer)
        self._rows[peer.device_id] = row
        self.endInsertRows()
        self._heads_changed(None, section_of(peer))

    def peer_changed(self, event: Any) -> None:
        """Follow PeerFound, PeerUpdated or PeerLost."""
        peer: PeerSnapshot = event.peer
        self.put(replace(peer, online=False) if isinstance(event, PeerLost) else peer)

    def state_changed(self, event: PeerStateChanged) -> None:
        """Follow the connection of a device that is here."""
        peer = self.peer(event.device_id)
        if peer is not None:
            changed = replace(
                self._newer.get(peer.device_id, peer),
                state=event.state,
                reason=event.reason,
                older=event.older,
                # If it is tried again, PeerUpdated comes next and says when.
                retry_at=None,
                path=event.path,
            )
            self.put(changed)

    def forgotten(self, event: PeerForgotten) -> None:
        """Take away a device of which nothing is kept, unless it stays: then it is a stranger."""
        peer = self.peer(event.device_id)
        if peer is None:
            return
        if event.stays:
            self.put(replace(peer, trust=Trust.SEEN))
        else:
            self._remove(event.device_id)

    def set_waiting(self, waiting: Mapping[DeviceId, int]) -> None:
        """Show how much waits in the outbox for each device; for one that is not named, nothing."""
        before, self._waiting = self._waiting, dict(waiting)
        for device_id in {*before, *waiting}:
            if before.get(device_id) != waiting.get(device_id):
                self._device_changed(device_id)

    def set_unread(self, device_id: DeviceId, count: int) -> None:
        """Show how many messages and offers nobody has looked at."""
        if self._unread.get(device_id, 0) != count:
            self._unread[device_id] = count
            self._device_changed(device_id)

    def set_active(self, device_id: DeviceId, at: float) -> None:
        """Something was said at that time; the row moves up."""
        if at > self._active_at.get(device_id, 0.0):
            self._active_at[device_id] = at
            self._device_changed(device_id)

    def refresh_times(self) -> None:
        """Write "last seen" anew."""
        for row, peer in enumerate(self._peers):
            if not peer.online:
                self._row_changed(row)

    def _is_measurement(self, shown: PeerSnapshot, peer: PeerSnapshot) -> bool:
        """Only the round trip of *peer* is another one."""
        if shown.rtt_ms is None or peer.rtt_ms is None:
            return False
        return shown.rtt_ms != peer.rtt_ms and replace(shown, rtt_ms=peer.rtt_ms) == peer

    def _write_measured(self) -> None:
        newer, self._newer = self._newer, {}
        for peer in newer.values():
            self._write(self._rows[peer.device_id], peer)
        if newer:
            self._measured.start()

    def _write(self, row: int, peer: PeerSnapshot) -> None:
        previous, self._peers[row] = self._peers[row], peer
        if previous == peer:
            return
        self._row_changed(row)
        if is_tried_again(peer) and not self._counting.isActive():
            self._counting.start()
        self._heads_changed(section_of(previous), section_of(peer))
        if (previous.state is ConnectionState.CONNECTED) is not (peer.state is ConnectionState.CONNECTED):
            self._connected_changed()

    def _count(self) -> None:
        """Write anew in how many seconds devices are tried again; rest when none is."""
        rows = [row for row, peer in enumerate(self._peers) if is_tried_again(peer)]
        for row in rows:
            self._row_changed(row)
        if not rows:
            self._counting.stop()

    def _connected_changed(self) -> None:
        for row, peer in enumerate(self._peers):
            if is_over_the_limit(peer):
                self._row_changed(row)

    def _remove(self, device_id: DeviceId) -> None:
        row = self._rows[device_id]
        first = row + len(self._heads)
        self.beginRemoveRows(QModelIndex(), first, first)
        section = section_of(self._peers.pop(row))
        self._rows = {peer.device_id: number for number, peer in enumerate(self._peers)}
        for table in (self._unread, self._active_at, self._newer):
            table.pop(device_id, None)
        self.endRemoveRows()
        self._heads_changed(section, None)

    def _look(self, peer: PeerSnapshot) -> DeviceLook:
        connected = 0
        if is_over_the_limit(peer):
            connected = sum(each.state is ConnectionState.CONNECTED for each in self._peers)
        return device_look(peer, self._wall(), waiting=self._waiting.get(peer.device_id, 0), connected=connected)

    def _head_data(self, section: Section, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return section.title
            case DeviceRole.SECTION:
                return section
            case _:
                return None

    def _peer_data(self, peer: PeerSnapshot, role: int) -> Any:
        name = one_line(peer.name)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return name
            case Qt.ItemDataRole.ToolTipRole:
                line = self._look(peer).line
                return tooltip(f"{name} · {line} · {short_id(peer.device_id)} · {peer.address}")
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken_device(name, peer, self._unread.get(peer.device_id, 0), self._look(peer))
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                text = translate("Devices", "ID {id}, address {address}")
                return text.format(id=short_id(peer.device_id), address=peer.address)
            case DeviceRole.SECTION:
                return section_of(peer)
            case DeviceRole.PEER:
                return peer
            case DeviceRole.LOOK:
                return self._look(peer)
            case DeviceRole.UNREAD:
                return self._unread.get(peer.device_id, 0)
            case DeviceRole.ACTIVE_AT:
                return self._active_at.get(peer.device_id, 0.0)
            case _:
                return None

    def _device_changed(self, device_id: DeviceId) -> None:
        row = self._rows.get(device_id)
        if row is not None:
            self._row_changed(row)

    def _row_changed(self, row: int) -> None:
        index = self.index(row + len(self._heads))
        self.dataChanged.emit(index, index)

    def _heads_changed(self, before: Section | None, after: Section | None) -> None:
        if before is not after:
            for section in (before, after):
                if section is not None:
                    index = self.index(self._heads.index(section))
                    self.dataChanged.emit(index, index)


class DeviceOrder(QSortFilterProxyModel):
    """Sections, then unread, then the last activity, then, of those that are away, when they were seen last, then the
    name; heads of empty sections are hidden."""

    def __init__(self, devices: DeviceModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices = devices
        self._wanted = ""
        self.setSourceModel(devices)
        self.setDynamicSortFilter(True)
        self.sort(0)

    def set_held(self, held: bool) -> None:
        """Leave every row where it is until let go: the pointer is over the list, and what it is at must not move."""
        self.setDynamicSortFilter(not held)
        if not held:
            self.invalidate()

    def set_wanted(self, text: str) -> None:
        """Keep the devices whose name, ID or address holds *text*."""
        self._wanted = text.casefold().strip()
        self.invalidate()

    def index_of(self, device_id: DeviceId) -> QModelIndex:
        """The row of a device here; invalid if it is filtered out."""
        return self.mapFromSource(self._devices.index_of(device_id))

    def device_ids(self) -> tuple[DeviceId, ...]:
        """The devices from top to bottom."""
        peers = (self.index(row, 0).data(DeviceRole.PEER) for row in range(self.rowCount()))
        return tuple(peer.device_id for peer in peers if peer is not None)

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        index = self._devices.index(source_row)
        peer = index.data(DeviceRole.PEER)
        if peer is not None:
            return self._fits(peer)
        section = index.data(DeviceRole.SECTION)
        return any(section_of(each) is section and self._fits(each) for each in self._devices.peers())

    def lessThan(self, left: Index, right: Index) -> bool:
        return self._key(left) < self._key(right)

    def _fits(self, peer: PeerSnapshot) -> bool:
        if not self._wanted:
            return True
        plain_id = peer.device_id.casefold()
        return (
            self._wanted in peer.name.casefold()
            or self._wanted in peer.address
            or plain_id.startswith(self._wanted.replace("-", ""))
        )

    def _key(self, index: Index) -> tuple[int, int, int, float, float, str, str]:
        section = index.data(DeviceRole.SECTION).value
        peer = index.data(DeviceRole.PEER)
        if peer is None:
            return (section, 0, 0, 0.0, 0.0, "", "")
        unread = 0 if index.data(DeviceRole.UNREAD) else 1
        active = -float(index.data(DeviceRole.ACTIVE_AT))
        seen = -peer.last_seen_at if section_of(peer) is Section.OFFLINE else 0.0
        return (section, 1, unread, active, seen, peer.name.casefold(), peer.device_id)
