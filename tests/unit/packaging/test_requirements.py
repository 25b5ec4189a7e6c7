"""The pinned packages are all that is needed, and fit what pyproject.toml says."""

import re
import tomllib
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    """The versions by canonical name, for this platform, of packaging/requirements-*name*.txt and what it includes."""
    found: dict[str, str] = {}
    for line in (ROOT / "packaging" / f"requirements-{name}.txt").read_text(encoding="utf-8").splitlines():
        if include := re.fullmatch(r"-r requirements-(\w+)\.txt", line):
            found |= pins(include[1])
        elif line and not line.startswith("#"):
            requirement = Requirement(line)
            (pin,) = requirement.specifier
            assert pin.operator == "==", f"not exact: {line}"
            if requirement.marker is None or requirement.marker.evaluate():
                found[canonicalize_name(requirement.name)] = pin.version
    return found


def unmet(wanted: list[str], pinned: dict[str, str]) -> list[str]:
    """Those of the requirements *wanted* here that *pinned* leaves out or contradicts."""
    requirements = [Requirement(text) for text in wanted]
    return [
        str(requirement)
        for requirement in requirements
        if (requirement.marker is None or requirement.marker.evaluate({"extra": ""}))
        and not requirement.specifier.contains(pinned.get(canonicalize_name(requirement.name), "0.dev0"))
    ]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("run", [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]),
        ("dev", PROJECT["project"]["optional-dependencies"]["dev"]),
    ],
)
def test_the_pins_fit_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    assert unmet(wanted, pins(name)) == []


@pytest.mark.parametrize("name", ["run", "dev"])
def test_the_pins_hold_everything_that_the_pinned_packages_ask_for(name: str) -> None:
    """They are installed with --no-deps: what is not listed would be missing."""
    pinned = pins(name)
    assert {package: missing for package in pinned if (missing := unmet(requires(package) or [], pinned))} == {}


def test_this_environment_is_the_pinned_one() -> None:
    """Else the tests say nothing about what users get; `make test` brings it up to date."""
    pinned = pins("dev")
    assert {package: version(package) for package in pinned} == pinned
