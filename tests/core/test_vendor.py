"""What we serve of others is what the packages held, named with version and licence."""

import hashlib
import json
import re
from pathlib import Path

from django.conf import settings

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"


def test_every_vendored_file_is_named_with_its_checksum() -> None:
    named = json.loads((VENDOR / "VENDOR.json").read_text())
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()} - {"VENDOR.json"}

    assert {name for name in named if not name.startswith("../")} == present
    for name, facts in named.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == facts["sha256"], name
        assert facts["version"]
        assert facts["licence"]


def test_versions_are_those_of_the_lock_file() -> None:
    named = json.loads((VENDOR / "VENDOR.json").read_text())
    lock = json.loads((settings.BASE_DIR / "package-lock.json").read_text())["packages"]

    assert {facts["version"] == lock[f"node_modules/{facts['name']}"]["version"] for facts in named.values()} == {True}


def test_the_lock_file_names_no_registry() -> None:
    text = (settings.BASE_DIR / "package-lock.json").read_text()

    assert '"resolved"' not in text
    assert re.findall(r"https?://(?!opencollective|github|tidelift|www\.patreon|feross|paypal)[^\"]*", text) == []


def test_nothing_asks_for_a_source_map_or_another_host() -> None:
    for path in VENDOR.rglob("*"):
        if path.suffix in {".js", ".css"}:
            assert "sourceMappingURL=" not in path.read_text(), path.name
    for path in VENDOR.rglob("*.css"):
        assert re.findall(r"url\([\"']?https?:|@import", path.read_text()) == [], path.name


def test_plotly_in_the_page_is_the_one_the_python_package_speaks_to() -> None:
    from plotly.offline import get_plotlyjs_version

    named = json.loads((VENDOR / "VENDOR.json").read_text())

    assert named["plotly/plotly-cartesian.min.js"]["version"] == get_plotlyjs_version()
