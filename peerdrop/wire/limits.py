"""Every number that two machines must agree on, or that bounds what one takes from another."""

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

PROTOCOL_MIN: Final = 1
PROTOCOL_MAX: Final = 1

# Backend, HTTP and UDP (PROTOCOL.md 2 to 5)
DEFAULT_PORT: Final = 3001
PORT_WALK: Final = 10
HTTP_BODY_BYTES: Final = 64 * KIB
ANNOUNCEMENT_BYTES: Final = 1200
# All the mail of one answer; a single envelope always fits.
MAIL_ANSWER_BYTES: Final = 256 * KIB
JSON_DEPTH: Final = 16
POLL_WAIT_S: Final = 20
NONCE_BYTES: Final = 16
OFFER_TTL_S: Final = 30 * 60
PRESENCE_TTL_S: Final = 8 * 60 * 60
EPOCH_S: Final = 60 * 60

# Names and cards
NAME_CHARS: Final = 64
FEATURES: Final = 32

# SDP (PROTOCOL.md 6)
SDP_BYTES: Final = 16 * KIB
SDP_CANDIDATES: Final = 32
SDP_LOCAL_NAMES: Final = 4

# Control channel (PROTOCOL.md 7)
HELLO_BYTES: Final = 4 * KIB
# Below the 262,144 bytes that every WebRTC stack takes as one message.
CONTROL_BYTES: Final = 256 * KIB - 1
TEXT_CHARS: Final = 65_536
# As it is written in JSON, so that whatever is within both limits fits into one message.
TEXT_BYTES: Final = 192 * KIB
# The last second of the year 9999: what is later can be no date.
TIME_MAX_S: Final = 253_402_300_799
MANIFEST_ENTRIES: Final = 200

# Data channel (PROTOCOL.md 8). Messages of 64 to 256 KiB beat 16 KiB by a fifth (measured).
FRAME_PAYLOAD_BYTES: Final = 128 * KIB
# What may be on its way beyond what the receiver has written: bounds the memory of both sides.
CREDIT_WINDOW_BYTES: Final = 8 * MIB
# The smallest window that a receiver may ask for, so that frames are never crumbs.
CREDIT_WINDOW_MIN_BYTES: Final = 16 * KIB
# The same in files, so that a million empty ones are bounded too.
CREDIT_WINDOW_FILES: Final = 4096

# Names of files: what is longer is refused before it is mapped to a safe name.
PATH_BYTES: Final = 1024
PATH_DEPTH: Final = 32
FILE_BYTES_MAX: Final = 2**53
JOB_FILES_MAX: Final = 1_000_000
# What a manifest costs is kept before anybody says yes to it.
JOB_PATH_BYTES: Final = 64 * MIB
JOB_FOLDERS_MAX: Final = 500_000
