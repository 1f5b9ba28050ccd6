"""Each line of code in the room where a reader will look for it."""

import ast

from .house import FILES, FOLDERS, GROWN, ROOT, apps, modules, short, tree

LONGEST = 400
LONGEST_TEST = 500  # a module of tests is read case by case


def test_the_contract_names_apps_that_stand() -> None:
    assert {"core", "company", "customers", "activities", "inventory", "sales", "analytics"} <= set(apps())


def test_every_app_has_only_the_rooms_of_the_plan() -> None:
    strange = [
        short(path)
        for app in apps()
        if app not in ("core", "crm_project")
        for path in (ROOT / app).iterdir()
        if not (
            path.name in FOLDERS | GROWN
            if path.is_dir()
            else path.suffix == ".py"
            and (path.stem in FILES or path.stem.startswith("urls_") or path.stem == "adapters")
        )
    ]

    assert strange == []


def test_no_module_is_longer_than_a_reader_keeps_in_mind() -> None:
    long = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(tests=True)}

    assert {
        name: lines for name, lines in long.items() if lines > (LONGEST_TEST if name.startswith("tests/") else LONGEST)
    } == {}


def test_only_the_entrances_read_the_environment() -> None:
    """Settings are read once, by readers that refuse nonsense."""
    allowed = ("core/servers/", "crm_project/settings", "crm_project/management/commands/run.py")
    # The two entrances that Django and Celery prescribe name the settings module.
    allowed += ("crm_project/wsgi.py", "crm_project/celery.py")
    found = [
        short(path)
        for path in modules()
        if not short(path).startswith(allowed)
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and _name(node.value) == "os")
        or (isinstance(node, ast.ImportFrom) and node.module == "os" and {"environ", "getenv"} & _imported(node))
    ]

    assert found == []


def test_our_apps_send_each_other_no_signals() -> None:
    """A slot is seen by the reader of either side; a signal by neither."""
    found = [
        f"{short(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree(path))
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(("django.db.models.signals", "django.dispatch", "blinker"))
        )
    ]

    assert found == []


def test_services_hand_over_tasks_on_commit_only() -> None:
    """A task that starts before the commit finds no row. (core.services is where the hand-over itself lives.)"""
    found = [
        f"{short(path)}:{call.lineno}"
        for path in modules()
        if "services" in path.parts
        for call in _calls_outside_on_commit(tree(path))
    ]

    assert found == []


def _calls_outside_on_commit(module: ast.Module) -> list[ast.Call]:
    inside = {
        id(node)
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and _last_name(call.func) == "on_commit"
        for node in ast.walk(call)
    }
    return [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and _last_name(node.func) in ("delay", "apply_async", "send_task")
        and id(node) not in inside
    ]


def test_the_search_for_early_hand_overs_finds_one() -> None:
    early = ast.parse("def f():\n    task.delay(1)\n    transaction.on_commit(lambda: task.delay(1))\n")

    assert [call.lineno for call in _calls_outside_on_commit(early)] == [2]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else _name(node)


def _imported(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}
