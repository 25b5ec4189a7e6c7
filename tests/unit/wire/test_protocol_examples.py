"""PROTOCOL.md says what the code does."""

import ast
import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec
import pytest

from peerdrop.core.states import TransferReason, TransferState
from peerdrop.core.transfers.job.table import TRANSFER_TABLE, TransferEvent
from peerdrop.identity.signature import verify
from peerdrop.wire import limits
from peerdrop.wire.card import CardAnswer
from peerdrop.wire.codec import Codec, Message, decode, encode
from peerdrop.wire.envelope import Envelope
from peerdrop.wire.frames import FrameKind
from peerdrop.wire.limits import CONTROL_BYTES
from peerdrop.wire.mailbox import Mail, Rejection
from peerdrop.wire.signed import Context, Signed
from server.refusals import Refusal
from tests.wire_types import MESSAGE_TYPES, WIRE_TYPES

ROOT: Final = Path(__file__).parents[3]
TEXT: Final = (resources.files("peerdrop.wire") / "PROTOCOL.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"^```json (\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
CODEC: Final = Codec(MESSAGE_TYPES.values())
SECTIONS: Final = {int(number) for number in re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE)}


def decode_example(name: str, raw: str) -> msgspec.Struct:
    struct_type = WIRE_TYPES[name]
    if issubclass(struct_type, Message):
        return CODEC.decode(raw.encode(), limit_bytes=CONTROL_BYTES)
    return decode(raw.encode(), struct_type, limit_bytes=CONTROL_BYTES)


def rows(section: str) -> list[list[str]]:
    """The cells of every table row below the heading that begins with *section*."""
    match = re.search(rf"^#+ {re.escape(section)}.*?(?=^#+ |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert match, f"no section {section}"
    lines = re.findall(r"^\| (.*) \|$", match[0], re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize(("name", "raw"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_an_example_is_a_message_of_its_type_and_says_all_its_fields(name: str, raw: str) -> None:
    message = decode_example(name, raw)
    assert type(message) is WIRE_TYPES[name]
    assert json.loads(encode(message)) == json.loads(raw)


def test_every_json_block_names_its_type_and_every_type_has_one() -> None:
    assert TEXT.count("```json") == len(EXAMPLES)
    assert {name for name, _ in EXAMPLES} == set(WIRE_TYPES)


def test_the_signed_examples_are_signed() -> None:
    found = {name: decode_example(name, raw) for name, raw in EXAMPLES}
    signed, poll, mail, rejection = found["Signed"], found["Poll"], found["Mail"], found["Rejection"]
    assert isinstance(signed, Signed)
    assert verify(signed, Context.POLL).payload == encode(poll)
    assert isinstance(mail, Mail)
    decode(verify(mail.envelope, Context.ENVELOPE).payload, Envelope, limit_bytes=CONTROL_BYTES)
    assert isinstance(rejection, Rejection)
    assert rejection.card is not None
    decode(verify(rejection.card, Context.CARD).payload, CardAnswer, limit_bytes=CONTROL_BYTES)


def test_every_limit_stands_in_the_table_with_its_value() -> None:
    units = {"KIB", "MIB"}
    real = {name: value for name, value in vars(limits).items() if name.isupper() and name not in units}
    said = {names(cells[0])[0]: int(cells[1].replace(",", "")) for cells in rows("9. ") if names(cells[0])}
    assert said == real


def test_every_limit_that_the_text_names_exists() -> None:
    unknown = set(re.findall(r"`([A-Z]+_[A-Z_]+)`", TEXT)) - set(vars(limits)) - set(TransferReason)
    assert not unknown


def test_every_context_and_kind_of_frame_stands_in_its_table() -> None:
    assert {name for cells in rows("1. ") for name in names(cells[0])} == set(Context)
    frames = {cells[0]: cells[1] for cells in rows("8. ") if cells[0].isdigit()}
    assert frames == {str(kind.value): kind.name for kind in FrameKind}


def test_the_states_of_a_transfer_are_those_of_the_code() -> None:
    table = {
        (TransferState(cells[0]), TransferEvent(event)): TransferState(cells[2])
        for cells in rows("7.3 ")
        if cells[0] in TransferState.__members__
        for event in cells[1].split(", ")
    }
    assert table == TRANSFER_TABLE


def test_every_reason_that_the_tables_name_exists() -> None:
    said = {name for cells in rows("7.3 ") for name in names(cells[0])}
    assert said <= set(TransferReason)


def refusals() -> Iterator[tuple[str, str]]:
    """Status and error of every `Refused(...)` in the backend's sources."""
    for path in (ROOT / "server").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="Refused"),
                    args=[ast.Constant(value=int(status)), ast.Attribute(attr=name), *_],
                ):
                    yield str(status), Refusal[name].value


def test_every_refusal_of_the_backend_stands_in_the_table_and_no_other() -> None:
    said = {(cells[0], names(cells[1])[0]) for cells in rows("10. ") if cells[0].isdigit()}
    assert said == set(refusals())


def test_every_section_that_the_code_cites_exists() -> None:
    sources = [path for package in ("peerdrop", "server") for path in (ROOT / package).rglob("*.py")]
    cited = {
        int(number)
        for path in sources
        for group in re.findall(r"PROTOCOL\.md (\d+(?:\.\d)?(?: to \d+)?)", path.read_text(encoding="utf-8"))
        for number in re.findall(r"\d+", group.replace(".", " ").split(" ")[0])
    }
    assert cited <= SECTIONS
    assert set(range(1, 12)) == SECTIONS
