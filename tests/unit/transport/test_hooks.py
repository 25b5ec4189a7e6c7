import pytest

from peerdrop.link import TransportUnfit
from peerdrop.transport.hooks import private, replace_method


class Library:
    def greet(self) -> str:
        return "theirs"

    def call(self) -> str:
        return self.greet()


class Sealed:
    __slots__ = ()

    def greet(self) -> str:
        return "theirs"


def test_one_instance_calls_us_and_no_other() -> None:
    ours, other = Library(), Library()
    original = replace_method(ours, "greet", lambda: "ours")
    assert (ours.call(), other.call(), original()) == ("ours", "theirs", "theirs")


def test_a_library_without_the_place_is_unfit() -> None:
    with pytest.raises(TransportUnfit, match=r"no Library\.missing"):
        replace_method(Library(), "missing", lambda: None)
    with pytest.raises(TransportUnfit, match=r"no Library\.missing"):
        private(Library(), "missing")


def test_a_library_whose_place_is_no_method_is_unfit() -> None:
    library = Library()
    library.greet = "no method"  # type: ignore[method-assign, assignment]
    with pytest.raises(TransportUnfit, match="no method"):
        replace_method(library, "greet", lambda: None)


def test_a_library_that_can_not_be_hooked_is_unfit() -> None:
    with pytest.raises(TransportUnfit, match="can't be guarded"):
        replace_method(Sealed(), "greet", lambda: None)
