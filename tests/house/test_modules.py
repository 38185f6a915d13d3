"""Every module with rules or arithmetic has a test that mirrors it; sizes stay readable."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("tenancy", "clients", "portfolios", "compliance", "reporting", "workspace", "config")
MIRRORED = ("services", "selectors", "ledger", "analytics", "rules", "charts", "importing")
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


def modules() -> list[Path]:
    """Source modules, migrations left out."""
    found = (path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
    return sorted(path.relative_to(ROOT) for path in found)


def mirrors(path: Path) -> list[Path]:
    """`a/b/c.py` is mirrored by tests/a/b/test_c.py, or by tests/a/test_b.py when b is a package below the first level."""
    own = Path("tests", *path.parts[:-1], f"test_{path.name}")
    package = Path("tests", *path.parts[:-2], f"test_{path.parts[-2]}.py")
    return [own, package] if len(path.parts) > 3 else [own]


def has_logic(path: Path) -> bool:
    """Declarations alone need no test of their own."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(tree))


@pytest.mark.parametrize(
    "path",
    [p for p in modules() if set(p.parts) & set(MIRRORED) and p.name != "__init__.py" and has_logic(p)],
    ids=str,
)
def test_has_its_mirror(path: Path) -> None:
    assert any((ROOT / mirror).exists() for mirror in mirrors(path)), f"{mirrors(path)[0]} is missing"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_is_short_enough_to_read(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_MODULE, "split it by noun"
    long = [
        f"{node.name} has {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_nobody_is_called_utils() -> None:
    attics = {"utils", "helpers", "common", "core", "misc"}
    assert [str(p) for p in modules() if attics & {*p.parts, p.stem}] == []


def test_guardian_is_called_at_the_gate_only() -> None:
    allowed = {Path("tenancy/permissions.py"), Path("tenancy/backends.py"), Path("tenancy/models/access.py")}
    users = {
        p
        for p in modules()
        if "guardian" in (ROOT / p).read_text(encoding="utf-8") and _imports(p, "guardian")
    }
    assert users <= allowed


def _imports(path: Path, package: str) -> bool:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            return True
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == package for alias in node.names):
            return True
    return False
