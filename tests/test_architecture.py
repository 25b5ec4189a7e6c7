"""The walls of the house, checked in the sources themselves."""

import ast
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
LINES_MAX: Final = 400
PACKAGES: Final = ("peerdrop", "server")
SOURCES: Final = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NAMES_THAT_SAY_NOTHING: Final = {"util", "utils", "helper", "helpers", "misc", "common", "manager", "tools", "base"}
MUTABLE_CALLS: Final = {"list", "dict", "set", "bytearray", "deque", "defaultdict", "OrderedDict", "Counter"}
MUTABLE_DISPLAYS: Final = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)


def name_of(path: Path) -> str:
    """*path* as it is written in a failure."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


MODULES: Final = sorted(module_of(path) for path in SOURCES if path.name != "__main__.py")


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_imports_go_down_only() -> None:
    """The contracts of pyproject.toml; import-linter follows imports of imports."""
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = run_python(code)
    assert "0 broken" in done.stdout, done.stdout + done.stderr


IMPORT_EACH_ALONE: Final = """
import os, sys, traceback
sys.path.insert(0, os.getcwd())
preload, names = sys.argv[1].split(), sys.argv[2:]
for name in preload:
    __import__(name)
failed = []
for name in names:
    # A fork has imported what is no part of the house, and nothing that is: an import that works only after
    # another module's fails in it as it does in a fresh interpreter.
    child = os.fork()
    if child == 0:
        try:
            __import__(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        failed.append(name)
sys.exit(f"not importable alone: {failed}" if failed else 0)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs a safe fork")
@pytest.mark.timeout(400)
def test_every_module_imports_alone() -> None:
    """In an interpreter in which no other module of ours was imported, so that no import depends on another's."""
    done = run_python(
        IMPORT_EACH_ALONE, "msgspec cryptography aiohttp aiortc blake3 qasync PySide6.QtWidgets", *MODULES
    )
    assert done.returncode == 0, done.stderr


BLOCK_AND_IMPORT: Final = """
import os, sys
sys.path.insert(0, os.getcwd())
for name in sys.argv[1].split():
    sys.modules[name] = None
for name in sys.argv[2:]:
    __import__(name)
"""


def test_all_but_the_window_works_without_qt() -> None:
    names = [name for name in MODULES if not name.startswith("peerdrop.gui")]
    done = run_python(BLOCK_AND_IMPORT, "PySide6 shiboken6 qasync", *names)
    assert done.returncode == 0, done.stderr


def test_the_backend_works_without_webrtc_and_qt() -> None:
    names = [name for name in MODULES if name.startswith("server")]
    done = run_python(BLOCK_AND_IMPORT, "PySide6 shiboken6 qasync aiortc aioice av", *names)
    assert done.returncode == 0, done.stderr


def test_no_file_is_too_long_to_be_one_noun() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: count for name, count in lines.items() if count > LINES_MAX} == {}


def test_every_module_and_package_says_what_it_is() -> None:
    assert [name_of(path) for path in SOURCES if not ast.get_docstring(tree_of(path))] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in SOURCES if NAMES_THAT_SAY_NOTHING & {path.stem, path.parent.name}] == []


def test_every_package_is_one() -> None:
    """A folder without __init__.py would be left out of the wheel."""
    assert [name_of(path) for path in SOURCES if not (path.parent / "__init__.py").exists()] == []


def mutable_globals(tree: ast.Module) -> Iterator[ast.AST]:
    """Names of a module that hold something that can change. A table may be a dict: filled at once, and Final."""
    for statement in tree.body:
        match statement:
            case ast.Assign(value=value, targets=[ast.Name(id="__all__")]):
                continue
            case ast.AnnAssign(value=ast.Dict(keys=[_, *_]) | ast.DictComp(), annotation=annotation):
                if not ast.unparse(annotation).startswith("Final"):
                    yield statement
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                made = isinstance(value, ast.Call) and last_name(value.func) in MUTABLE_CALLS
                if made or isinstance(value, MUTABLE_DISPLAYS):
                    yield statement
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Global))


def last_name(function: ast.expr) -> str:
    """What is called, without its owner."""
    return ast.unparse(function).rpartition(".")[2]


def located(find: Callable[[ast.Module], Iterator[ast.AST]]) -> str:
    """Every place in the sources at which *find* finds something, one a line."""
    return "\n".join(
        f"{name_of(path)}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:100]}"
        for path in SOURCES
        for node in find(tree_of(path))
    )


def test_no_module_holds_state() -> None:
    """Two whole nodes live in one process."""
    assert located(mutable_globals) == ""


def careless_tasks(tree: ast.Module) -> Iterator[ast.AST]:
    """Calls of create_task or ensure_future that give no name, or whose task nobody holds."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Call() as call) if is_task_call(call) and not is_task_group(call):
                yield call
            case ast.Call() as call if is_task_call(call) and all(each.arg != "name" for each in call.keywords):
                yield call


def is_task_call(call: ast.Call) -> bool:
    return last_name(call.func) in {"create_task", "ensure_future"}


def is_task_group(call: ast.Call) -> bool:
    """A task group holds its tasks itself."""
    return "group" in ast.unparse(call.func).rpartition(".")[0].lower()


def test_every_task_has_a_name_and_somebody_holds_it() -> None:
    """The loop itself keeps only a weak reference, and nobody can cancel and await what nobody holds."""
    assert located(careless_tasks) == ""


def swallowed_exceptions(tree: ast.Module) -> Iterator[ast.AST]:
    """Handlers that take any exception at all and do nothing with it, and `suppress` of any."""
    for node in ast.walk(tree):
        match node:
            case ast.ExceptHandler(type=None):
                yield node
            case ast.ExceptHandler(type=ast.expr() as caught, body=body) if is_any(caught):
                if all(isinstance(each, ast.Pass | ast.Continue) or is_literal(each) for each in body):
                    yield node
            case ast.Call(args=arguments) if last_name(node.func) == "suppress" and any(map(is_any, arguments)):
                yield node


def is_any(caught: ast.expr) -> bool:
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return bool({"Exception", "BaseException"} & {ast.unparse(part) for part in parts})


def is_literal(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def test_no_exception_is_swallowed_unseen() -> None:
    assert located(swallowed_exceptions) == ""


def test_nothing_in_the_sources_needs_asserts_to_run() -> None:
    """Of what comes from outside, `python -O` would take every check away that is written as an assert."""
    wire = [path for path in SOURCES if path.parent.name in {"wire", "identity"}]
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in wire
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "items = []",
        "table = {1: 2}",
        "table: Final[list[int]] = [1]",
        "cache: Final[dict[int, int]] = {}",
        "seen = set()",
        "queue = collections.deque()",
        "count = 0\ndef f():\n    global count\n    count = 1",
    ],
)
def test_the_look_for_state_sees_it(source: str) -> None:
    assert list(mutable_globals(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "asyncio.create_task(f())",
        "task = asyncio.create_task(f())",
        "asyncio.create_task(f(), name='x')",
        "loop.create_task(f(), name='x')",
        "asyncio.ensure_future(f())",
        "group.create_task(f())",
    ],
)
def test_the_look_for_careless_tasks_sees_them(source: str) -> None:
    assert list(careless_tasks(ast.parse(source)))


@pytest.mark.parametrize("source", ["self._t = asyncio.create_task(f(), name='x')", "group.create_task(f(), name='x')"])
def test_the_look_for_careless_tasks_lets_careful_ones_pass(source: str) -> None:
    assert not list(careless_tasks(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    f()\nexcept Exception:\n    pass",
        "try:\n    f()\nexcept (OSError, Exception):\n    ...",
        "try:\n    f()\nexcept:\n    g()",
        "with contextlib.suppress(Exception):\n    f()",
    ],
)
def test_the_look_for_swallowed_exceptions_sees_them(source: str) -> None:
    assert list(swallowed_exceptions(ast.parse(source)))


def test_modules_are_found() -> None:
    assert {"peerdrop.wire.codec", "server.record"} <= set(MODULES)
    assert {module.name for module in pkgutil.iter_modules([str(ROOT / "server")])} > {"record"}
