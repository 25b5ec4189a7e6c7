"""Sizes, speeds and times, as this user's language writes them."""

from typing import Final

from PySide6.QtCore import QDateTime, QLocale

from peerdrop.gui.safe_text import figure
from peerdrop.gui.words.phrase import translate

_ETA_STEPS_S: Final = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 40, 50)


def size_text(size_bytes: int) -> str:
    """3800000000 -> "3.8 GB" (SI units, at most one decimal)."""
    return figure(_plain_size(size_bytes))


def progress_text(done_bytes: int, size_bytes: int) -> str:
    """(2.4e9, 3.8e9) -> "2.4 of 3.8 GB"; the unit of the first stands only if it is another one."""
    done, whole = _plain_size(done_bytes), _plain_size(size_bytes)
    done_number, _, done_unit = done.rpartition(" ")
    shown = figure(done_number if whole.endswith(f" {done_unit}") else done)
    #: How far a transfer is: "2.4 of 3.8 GB".
    return translate("Amounts", "{done} of {whole}").format(done=shown, whole=figure(whole))


def rate_text(bytes_per_second: float) -> str:
    """How fast it goes now: 412000000 -> "412 MB/s", 3000000 -> "3.0 MB/s", so that it is not shorter than 3.1."""
    return _per_second(_rate_amount(int(bytes_per_second)))


def limit_text(bytes_per_second: float) -> str:
    """A speed that was chosen: 5000000 -> "5 MB/s"."""
    return _per_second(_without_zero_decimal(_rate_amount(int(bytes_per_second))))


def left_text(eta_s: float) -> str:
    """4.2 -> "4 s left", in steps, so that it does not flicker."""
    if eta_s < 55:
        step = min(_ETA_STEPS_S, key=lambda each: abs(each - eta_s))
        return translate("Amounts", "%Ln s left", n=step)
    minutes = max(1, round(eta_s / 60))
    if minutes < 60:
        return translate("Amounts", "%Ln min left", n=minutes)
    hours = round(eta_s / 3600)
    if hours < 48:
        return translate("Amounts", "%Ln h left", n=hours)
    return translate("Amounts", "%Ln days left", n=round(hours / 24))


def seconds_text(seconds: float) -> str:
    """9.3 -> "9 s", 125 -> "2 min 5 s"."""
    whole = max(1, round(seconds))
    if whole < 60:
        return translate("Amounts", "%Ln s", n=whole)
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        if not rest:
            return translate("Amounts", "%Ln min", n=minutes)
        return translate("Amounts", "{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return translate("Amounts", "{hours} h {minutes} min").format(hours=QLocale().toString(hours), minutes=minutes)


def percent(done_bytes: int, size_bytes: int) -> int:
    """How much is done, 0 to 100; 100 only when all of it is."""
    if size_bytes <= 0:
        return 0
    return min(100, done_bytes * 100 // size_bytes)


def percent_text(share: int) -> str:
    """64 -> "64 %"."""
    #: A share of a whole: "64 %".
    return translate("Amounts", "{number} %").format(number=QLocale().toString(share))


def files_text(count: int) -> str:
    """1 -> "1 file", 12340 -> "12,340 files"."""
    return translate("Amounts", "1 file") if count == 1 else translate("Amounts", "%Ln files", n=count)


def contents_text(file_count: int, folder_count: int) -> str:
    """(2, 1) -> "2 files, 1 empty folder"; only the one where there is none of the other."""
    if not folder_count:
        return files_text(file_count)
    if folder_count == 1:
        folders = translate("Amounts", "1 empty folder")
    else:
        folders = translate("Amounts", "%Ln empty folders", n=folder_count)
    if not file_count:
        return folders
    #: What a transfer holds: "2 files, 1 empty folder".
    return translate("Amounts", "{files}, {folders}").format(files=files_text(file_count), folders=folders)


def items_text(count: int) -> str:
    """1 -> "1 item": files and folders that are dropped or chosen together."""
    return translate("Amounts", "1 item") if count == 1 else translate("Amounts", "%Ln items", n=count)


def rtt_text(rtt_ms: float) -> str:
    """0.42 -> "0.4 ms", 96.2 -> "96 ms"."""
    number = QLocale().toString(float(rtt_ms), "f", 1 if rtt_ms < 10 else 0)
    return figure(translate("Amounts", "{number} ms").format(number=number))


def clock_text(at: float) -> str:
    """A time of day, "09:14"."""
    return QLocale().toString(_moment(at).time(), QLocale.FormatType.ShortFormat)


def ago_text(at: float, now: float) -> str:
    """When a device was last seen: "just now", "5 min", "2 h", "Tuesday", "3 Nov"."""
    gone_s = max(0.0, now - at)
    if gone_s < 60:
        return translate("Amounts", "just now")
    if gone_s < 3600:
        #: Behind "last seen": so long ago.
        return translate("Amounts", "%Ln min", "ago", n=int(gone_s // 60))
    if gone_s < 24 * 3600:
        #: Behind "last seen": so long ago.
        return translate("Amounts", "%Ln h", "ago", n=int(gone_s // 3600))
    day = _moment(at).date()
    if gone_s < 6 * 24 * 3600:
        return QLocale().dayName(day.dayOfWeek())
    #: A day of this year in short, in Qt's signs: "3 Nov".
    return QLocale().toString(day, translate("Amounts", "d MMM"))


def day_text(at: float, now: float) -> str:
    """The label above a day's messages: "Today", "Yesterday", "Tuesday, 3 November"."""
    day = _moment(at).date()
    days = day.daysTo(_moment(now).date())
    if days <= 0:
        return translate("Amounts", "Today")
    if days == 1:
        return translate("Amounts", "Yesterday")
    #: A day in Qt's signs: "Tuesday, 3 November".
    return QLocale().toString(day, translate("Amounts", "dddd, d MMMM"))


def _per_second(amount: str) -> str:
    #: A speed: "412 MB/s".
    return figure(translate("Amounts", "{amount}/s").format(amount=amount))


def _rate_amount(size_bytes: int) -> str:
    if size_bytes < 1000:
        return _plain_size(size_bytes)
    digits = 0 if size_bytes < 1_000_000 or size_bytes >= 100_000_000 else 1
    return QLocale().formattedDataSize(size_bytes, digits, QLocale.DataSizeFormat.DataSizeSIFormat)


def _plain_size(size_bytes: int) -> str:
    if size_bytes < 1000:
        return f"{QLocale().toString(size_bytes)} B"
    digits = 0 if size_bytes < 1_000_000 else 1
    return _without_zero_decimal(
        QLocale().formattedDataSize(size_bytes, digits, QLocale.DataSizeFormat.DataSizeSIFormat)
    )


def _without_zero_decimal(text: str) -> str:
    point = QLocale().decimalPoint()
    return text.replace(f"{point}0 ", " ")


def _moment(at: float) -> QDateTime:
    return QDateTime.fromMSecsSinceEpoch(int(at * 1000))
