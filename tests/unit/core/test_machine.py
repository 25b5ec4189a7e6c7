"""A state changes by its table, in order, and nowhere else."""

import logging
from enum import StrEnum

import pytest

from peerdrop.core.machine import IllegalTransition, Machine


class Door(StrEnum):
    OPEN = "OPEN"
    SHUT = "SHUT"
    LOCKED = "LOCKED"


class Act(StrEnum):
    PUSH = "push"
    PULL = "pull"
    TURN = "turn"
    KNOCK = "knock"


TABLE = {
    (Door.OPEN, Act.PUSH): Door.SHUT,
    (Door.SHUT, Act.PULL): Door.OPEN,
    (Door.SHUT, Act.TURN): Door.LOCKED,
    (Door.LOCKED, Act.TURN): Door.SHUT,
    (Door.LOCKED, Act.KNOCK): Door.LOCKED,
}

Change = tuple[Door, Door, Act]


def recording(initial: Door = Door.OPEN) -> tuple[Machine[Door, Act], list[Change]]:
    changes: list[Change] = []

    def changed(previous: Door, state: Door, event: Act) -> None:
        changes.append((previous, state, event))

    return Machine(TABLE, initial, changed, label="door"), changes


@pytest.mark.parametrize("state", Door)
@pytest.mark.parametrize("event", Act)
def test_every_pair_follows_the_table_or_changes_nothing(state: Door, event: Act) -> None:
    machine, changes = recording(state)
    assert machine.knows(event) == ((state, event) in TABLE)
    machine.handle(event)
    following = TABLE.get((state, event))
    assert machine.state is (following or state)
    assert changes == ([(state, following, event)] if following else [])
    assert machine.ignored == (0 if following else 1)


def test_our_own_event_that_no_row_lists_is_a_bug() -> None:
    machine, changes = recording()
    with pytest.raises(IllegalTransition, match="door: turn in OPEN"):
        machine.handle(Act.TURN, own=True)
    assert (machine.state, changes, machine.ignored) == (Door.OPEN, [], 0)


def test_a_row_that_stays_is_told_too() -> None:
    machine, changes = recording(Door.LOCKED)
    machine.handle(Act.KNOCK)
    assert changes == [(Door.LOCKED, Door.LOCKED, Act.KNOCK)]


def test_an_event_from_within_a_change_waits_until_everybody_saw_the_change() -> None:
    seen: list[str] = []

    def changed(previous: Door, state: Door, event: Act) -> None:
        seen.append(f"enter {state}")
        if state is Door.SHUT and event is Act.PUSH:
            machine.handle(Act.TURN)
            assert machine.state is Door.SHUT, "not before this call is over"
        seen.append(f"leave {state}")

    machine = Machine(TABLE, Door.OPEN, changed, label="door")
    machine.handle(Act.PUSH)
    assert machine.state is Door.LOCKED
    assert seen == ["enter SHUT", "leave SHUT", "enter LOCKED", "leave LOCKED"]


def test_events_from_within_are_judged_by_the_state_they_meet() -> None:
    def changed(previous: Door, state: Door, event: Act) -> None:
        if event is Act.PUSH:
            machine.handle(Act.TURN)
            machine.handle(Act.PULL)

    machine = Machine(TABLE, Door.OPEN, changed, label="door")
    machine.handle(Act.PUSH)
    assert machine.state is Door.LOCKED
    assert machine.ignored == 1, "a locked door can't be pulled"


def test_after_a_failing_observer_the_machine_goes_on() -> None:
    def changed(previous: Door, state: Door, event: Act) -> None:
        if event is Act.PUSH:
            machine.handle(Act.TURN)
            raise RuntimeError("observer")

    machine = Machine(TABLE, Door.OPEN, changed, label="door")
    with pytest.raises(RuntimeError, match="observer"):
        machine.handle(Act.PUSH)
    assert machine.state.value == "SHUT"
    machine.handle(Act.TURN)
    assert machine.state.value == "LOCKED", "and what waited when it failed was not done"


def test_changes_and_ignored_events_are_logged_for_those_who_look(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "peerdrop.core.machine")
    machine, _ = recording()
    machine.handle(Act.PUSH)
    machine.handle(Act.PUSH)
    assert caplog.messages == ["door OPEN -> SHUT (push)", "door ignored push in SHUT"]
