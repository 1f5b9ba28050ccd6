"""The house as its own contracts draw it: apps, their order, their files."""

import ast
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
# The lists of `docs/architecture.md`: any other room fails. `core` is machinery and cuts its rooms freely.
FILES = frozenset(
    [
        "__init__",
        "apps",
        "urls",
        "tasks",
        "admin",
        "slots",
        "forms",
        "filters",
        "tables",
        "exports",
        "importers",
        "enums",
    ]
)
FOLDERS = frozenset(
    [
        "views",
        "management",
        "services",
        "queries",
        "models",
        "sql",
        "migrations",
        "templatetags",
        "templates",
        "__pycache__",
    ]
)
# A room of the first list may grow into a folder of the same name.
GROWN = frozenset(["tasks", "admin", "forms", "filters", "tables", "exports", "importers", "slots", "enums"])


@cache
def layers() -> list[frozenset[str]]:
    """Apps from the top layer down; neighbours of one layer together. Read from the import contract itself."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    lines = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [frozenset(name.strip(" ()") for name in line.split("|")) for line in lines]


def apps() -> list[str]:
    """Our apps that stand already (optional layers come with later issues)."""
    return [name for layer in layers() for name in sorted(layer) if (ROOT / name).is_dir()]


def level(app: str) -> int:
    """0 is the top."""
    return next(number for number, layer in enumerate(layers()) if app in layer)


def modules(*, tests: bool = False) -> list[Path]:
    """Our Python files, migrations (written by Django) left out."""
    folders = [*apps(), *(["tests"] if tests else [])]
    return sorted(path for name in folders for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
