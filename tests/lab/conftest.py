"""The lab for tests: where it must work it is never skipped, and where it can't the run says so aloud."""

import shutil
from collections.abc import Generator, Iterator

import pytest

from tests.lab.namespace import missing_for_namespaces
from tests.lab.network import Lab
from tests.lab.payload import Payload

_MISSING = missing_for_namespaces()


@pytest.fixture(autouse=True, scope="session")
def _lab_machine() -> None:
    """Every test of this folder needs a machine that can have a lab."""
    if _MISSING:
        pytest.skip(_MISSING)
    if shutil.which("nft") is None:
        pytest.fail("the lab needs `nft` (apt install nftables)")


@pytest.fixture
def lab() -> Iterator[Lab]:
    """An empty lab; hosts are added by the test. Fails if processes outlive the test in it."""
    lab = Lab()
    try:
        yield lab
    finally:
        killed = lab.close()
    assert not killed, f"still running in the lab after the test: {killed}"


@pytest.fixture(scope="session")
def big_payload(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Payload]:
    """200 MB."""
    payload = Payload.create(tmp_path_factory.mktemp("big") / "film.bin", 200_000_000)
    yield payload
    payload.path.unlink()


@pytest.fixture(scope="session")
def payload(tmp_path_factory: pytest.TempPathFactory) -> Payload:
    """5 MB: less than a second."""
    return Payload.create(tmp_path_factory.mktemp("small") / "photo.bin", 5_000_000)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and _MISSING is None:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped on a machine where the lab must run: {call.excinfo}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if "/lab/" in report.nodeid]
    if skipped:
        terminalreporter.section("THE LAB DID NOT RUN", sep="!", yellow=True)
        terminalreporter.line(f"{len(skipped)} tests of tests/lab were skipped: {_MISSING}")
