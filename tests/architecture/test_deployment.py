"""The files of production, which cannot be run here: they are read, and what they name must exist."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from .house import ROOT, modules


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return loaded


def test_compose_starts_every_part_after_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert set(services) == {"postgres", "redis", "migrate", "web", "worker", "beat"}
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in services
            assert how["condition"] != "service_healthy" or "test" in services[needed]["healthcheck"]


def test_every_volume_in_use_is_declared(compose: dict[str, Any]) -> None:
    used = {mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])}

    assert used == set(compose["volumes"])


def test_only_the_web_is_reachable_and_only_from_the_machine_itself(compose: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_the_worker_listens_to_every_queue_that_tasks_are_sent_to(compose: dict[str, Any]) -> None:
    from django.conf import settings

    from crm_project.management.commands.run import QUEUES

    listened = next(part.split("=")[1] for part in compose["services"]["worker"]["command"] if "--queues" in part)
    sent = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()} | {settings.CELERY_TASK_DEFAULT_QUEUE}

    assert listened == QUEUES
    assert sent <= set(QUEUES.split(","))


def test_the_commands_of_compose_exist(compose: dict[str, Any]) -> None:
    commands = [
        service["command"]
        for service in compose["services"].values()
        if service.get("image") == "crm:local" and "command" in service
    ]

    assert {command[2] for command in commands if command[1] == "manage.py"} <= set(get_commands())
    assert all(re.search(r"--app=crm_project|manage\.py", " ".join(command)) for command in commands)


def test_every_variable_is_explained_in_the_example() -> None:
    """Each reader of the environment in the settings has a line in .env.example."""
    text = (ROOT / "crm_project" / "settings.py").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))

    assert set(re.findall(r"env(?:\.\w+)?\(\s*\"([A-Z_]+)\"", text)) - explained == set()


def test_production_refuses_to_start_without_its_secrets() -> None:
    import os

    env = {key: value for key, value in os.environ.items() if key not in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "-c", "import crm_project.settings"],
        cwd=ROOT,
        env={**env, "PRODUCTION": "true"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "Falta SECRET_KEY" in done.stderr


def test_no_file_of_ours_names_a_machine_or_a_registry() -> None:
    words = re.compile(r"/work/|/root/|pypi\.org|registry\.npmjs|deb\.debian")
    texts = [
        *modules(tests=True),
        *ROOT.glob("*.*"),
        *ROOT.glob("docs/**/*.md"),
        ROOT / "Makefile",
        ROOT / ".ci" / "run",
    ]
    own = ROOT / "tests" / "architecture" / "test_deployment.py"

    found = [
        path.name
        for path in texts
        if path.is_file() and path not in (own, ROOT / ".git") and words.search(path.read_text("utf-8", "replace"))
    ]

    assert found == []
