"""Rules of the house that no linter knows: what may be loaded, what may leave, and that PySide6 is sound."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "cop_app").rglob("*.py"))
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_importing_the_command_line_loads_no_qt() -> None:
    names = "cop_app.cli.program, cop_app.cli.keten, cop_app.cli.coordinates, cop_app.bootstrap, cop_app.session"
    qt = "[m for m in sys.modules if m.split('.')[0] in ('PySide6', 'shiboken6')]"
    found = run_python(f"import sys, {names}; print({qt})")
    assert found == "[]"


def test_first_words_are_answered_without_heavy_libraries() -> None:
    heavy = "('PySide6', 'shapely', 'pyproj', 'numpy', 'requests', 'sqlite_utils', 'pyogrio')"
    found = run_python(
        f"import sys, cop_app.cli.program; print([m for m in sys.modules if m in {heavy}])"
    )
    assert found == "[]"


def test_the_first_paint_waits_for_no_heavy_library() -> None:
    heavy = "('shapely', 'pyproj', 'numpy', 'requests', 'sqlite_utils', 'pyogrio', 'sqlcipher3', 'argon2')"
    found = run_python(
        "import sys, cop_app.cli.window, cop_app.ui.first_sight; from cop_app.bootstrap import open_workspace; "
        f"print([m for m in sys.modules if m in {heavy}])"
    )
    assert found == "[]"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_are_hashed_and_hold_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"https?://|index-url|trusted-host|find-links", text, re.IGNORECASE)
    pins = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
    assert len(pins) > 10
    assert text.count("--hash=sha256:") >= len(pins)


def test_every_top_level_module_is_in_the_contract() -> None:
    contract = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("[[tool.importlinter.contracts]]")[1]
    named = set(re.findall(r"\w+", contract))
    modules = {path.stem if path.is_file() else path.name for path in (ROOT / "cop_app").iterdir()}
    modules -= {"__init__", "__pycache__"}
    assert modules <= named


def test_a_new_top_level_module_breaks_the_contract(tmp_path: Path) -> None:
    """The linter must notice a room nobody decided on: shown on a copy of the tree."""
    import shutil

    for name in ("cop_app", "maps"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.kaart"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "cop_app" / "helpers.py").write_text('"""Een kamer die niemand besloot."""\n')
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(linter), "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "helpers" in done.stdout


def test_render_and_worker_draw_without_widgets() -> None:
    rooms = [path for path in CODE if path.parent.name in {"render", "worker"}]
    assert not [str(path) for path in rooms if "QtWidgets" in path.read_text()]


def test_every_module_says_why_it_exists() -> None:
    silent = [str(path) for path in CODE if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent


def test_rooms_keep_their_size() -> None:
    assert (ROOT / "cop_app" / "session.py").read_text().count("\n") <= 300
    large = [f"{path.name}: {n}" for path in CODE if (n := path.read_text().count("\n")) > 500]
    assert not large


def test_no_junk_rooms() -> None:
    assert not [p for p in CODE if p.stem in {"utils", "helpers", "common", "manager"}]


EXITS = {
    "cop_app/reports/state.py": ["state_document"],
    "cop_app/reports/export.py": ["write_export"],
    "cop_app/render/picture.py": ["write_picture"],
    "cop_app/render/pages.py": ["write_map_sheet"],
}


def test_every_exit_takes_a_release() -> None:
    """Writers for outside take a `Release` and require it: the list of exits is this table."""
    for file, functions in EXITS.items():
        tree = ast.parse((ROOT / file).read_text())
        found = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for name in functions:
            node = found[name]
            annotated = {ast.unparse(a.annotation) for a in [*node.args.args, *node.args.kwonlyargs] if a.annotation}
            assert "Release" in annotated, f"{file}:{name}"
            calls = {ast.unparse(c.func) for c in ast.walk(node) if isinstance(c, ast.Call)}
            assert "require" in calls, f"{file}:{name}"


def calls_of(tree: ast.AST, name: str) -> list[ast.Call]:
    return [c for c in ast.walk(tree) if isinstance(c, ast.Call) and ast.unparse(c.func).split(".")[-1] == name]


def test_every_exit_says_what_it_kept_back() -> None:
    """`require` records the use of a release; an exit that tells it no counts would leave an empty record."""
    for file in EXITS:
        calls = calls_of(ast.parse((ROOT / file).read_text()), "require")
        assert calls, file
        assert all(len(call.args) == 3 for call in calls), file


def test_only_the_listed_exits_open_with_a_release() -> None:
    users = {str(path.relative_to(ROOT)) for path in CODE if calls_of(ast.parse(path.read_text()), "require")}
    assert users == set(EXITS)


def test_only_the_session_makes_a_release() -> None:
    """Everybody else asks `session.release`, which knows the designs in force and records every use."""
    makers = set()
    for path in CODE:
        tree = ast.parse(path.read_text())
        named = [n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module == "cop_app.domain.sharing"]
        if any(alias.name == "release" for node in named for alias in node.names):
            makers.add(str(path.relative_to(ROOT)))
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and ast.unparse(n) == "sharing.release"]
    assert makers == {"cop_app/session.py"}


def test_no_machine_traces() -> None:
    bad = re.compile("|".join([re.escape("/wo" + "rk/"), re.escape("/ro" + "ot/"), r"TO" + "DO", r"FIX" + "ME"]))
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hits = []
    for name in listed:
        path = ROOT / name
        if path.suffix not in {".py", ".md", ".toml", ".json", ".lock", ".in", ""} or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1):
            if bad.search(line):
                hits.append(f"{name}:{number}")
    assert not hits


def test_void_calls_of_qt_keep_the_reference_count_flat() -> None:
    """PySide6 6.12 loses a reference to None at each void call on Python 3.11 and dies after some thousands."""
    out = run_python(
        "import sys\n"
        "from PySide6.QtCore import QObject, Signal\n"
        "class S(QObject):\n    tick = Signal(bool)\n"
        "o = QObject(); s = S(); before = sys.getrefcount(None)\n"
        "for i in range(20000):\n    o.setObjectName('x')\n"
        "for i in range(5000):\n    s.tick.emit(True)\n"
        "print(abs(sys.getrefcount(None) - before) < 200)"
    )
    assert out == "True"
