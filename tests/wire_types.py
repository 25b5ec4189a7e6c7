"""Every message type there is, found by looking, and values of it made from its own description."""

import importlib
import inspect
import pkgutil
from typing import Any, Final

import msgspec
from hypothesis import reject
from hypothesis import strategies as st
from msgspec import inspect as described

import peerdrop.wire
from peerdrop.wire.card import NameField, fit_name
from peerdrop.wire.codec import Message
from peerdrop.wire.identifiers import (
    DEVICE_ID_PATTERN,
    FINGERPRINT_PATTERN,
    HEX_ID_PATTERN,
    HashField,
    device_id_of,
)


def _find() -> dict[str, type[msgspec.Struct]]:
    found: dict[str, type[msgspec.Struct]] = {}
    for module_info in pkgutil.iter_modules(peerdrop.wire.__path__):
        module = importlib.import_module(f"peerdrop.wire.{module_info.name}")
        for name, value in vars(module).items():
            if (
                inspect.isclass(value)
                and issubclass(value, msgspec.Struct)
                and value.__module__ == module.__name__
                and value is not Message
                and not name.startswith("_")
            ):
                assert name not in found, f"two types are called {name}"
                found[name] = value
    return found


WIRE_TYPES: Final = _find()
MESSAGE_TYPES: Final = {name: each for name, each in WIRE_TYPES.items() if issubclass(each, Message)}


def values_of(struct_type: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Any valid value of *struct_type*."""
    return _values(described.type_info(struct_type))


def _values(info: described.Type) -> st.SearchStrategy[Any]:  # noqa: C901  one case for each kind of type
    match info:
        case described.StructType():
            return _structs(info)
        case described.StrType(pattern=None):
            return st.text(min_size=info.min_length or 0, max_size=min(info.max_length or 100, 100))
        case described.StrType(pattern=str(pattern)):
            return _OF_PATTERN[pattern] if pattern in _OF_PATTERN else st.from_regex(pattern)
        case described.IntType():
            return st.integers(min_value=info.ge, max_value=info.le)
        case described.FloatType():
            return st.floats(min_value=info.ge, max_value=info.le, allow_nan=False)
        case described.BytesType():
            return st.binary(min_size=info.min_length or 0, max_size=min(info.max_length or 100, 100))
        case described.BoolType():
            return st.booleans()
        case described.NoneType():
            return st.none()
        case described.EnumType(cls=cls):
            return st.sampled_from(list(cls))
        case described.VarTupleType():
            return st.lists(_values(info.item_type), min_size=info.min_length or 0, max_size=4).map(tuple)
        case described.UnionType():
            return st.one_of([_values(each) for each in info.types])
        case described.Metadata():
            return _values(info.type)
    raise NotImplementedError(f"no strategy for {info!r}")


def _pattern_of(field: object) -> str:
    info = described.type_info(field)
    assert isinstance(info, described.StrType)
    assert info.pattern
    return info.pattern


# Far quicker than making text from the expression character by character.
_OF_PATTERN: Final = {
    DEVICE_ID_PATTERN: st.binary(min_size=32, max_size=32).map(device_id_of),
    HEX_ID_PATTERN: st.binary(min_size=16, max_size=16).map(bytes.hex),
    FINGERPRINT_PATTERN: st.binary(min_size=32, max_size=32).map(lambda raw: raw.hex(":").upper()),
    _pattern_of(HashField): st.binary(min_size=32, max_size=32).map(bytes.hex),
    _pattern_of(NameField): st.text(max_size=100).map(fit_name),
}


def _structs(info: described.StructType) -> st.SearchStrategy[Any]:
    def build(fields: dict[str, Any]) -> Any:
        try:
            return info.cls(**fields)
        except ValueError:
            reject()

    fields = {field.name: _values(field.type) for field in info.fields}
    return st.fixed_dictionaries(fields).map(build)
