"""Patterns that may not stand in the house. Each exception names its file and carries its reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("core", "company", "customers", "inventory", "sales", "analytics", "crm_project")
# Builds SVG and icons from our own numbers and files; escapes what comes from people.
# The cards of the board are drawn without a template each: a hundred of them in one page.
DRAWS = {"core/templatetags/crm.py", "core/drawings.py", "core/matching.py", "sales/tables/board.py"}


def sources(*suffixes):
    folders = [ROOT / app for app in APPS] + ([ROOT / "templates"] if ".html" in suffixes else [])
    for folder in folders:
        for path in folder.rglob("*"):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def hits(pattern, *suffixes, allowed=frozenset()):
    found = re.compile(pattern)
    return sorted(
        f"{name}: {line.strip()[:90]}"
        for name, text in sources(*suffixes)
        if name not in allowed
        for line in text.splitlines()
        if found.search(line)
    )


@pytest.mark.parametrize(
    "pattern",
    [
        r"fields\s*=\s*['\"]__all__['\"]",
        r"\bcsrf_exempt\b",
        r"\.extra\(",
        r"\bRawSQL\b",
        r"\bpickle\b",
        r"\beval\(|\bexec\(",
        r"\byaml\.load\(",
        r"shell\s*=\s*True",
        r"objects\.raw\(",
        r"verify\s*=\s*False",
    ],
)
def test_not_in_python(pattern):
    assert hits(pattern, ".py") == []


def test_markup_is_made_only_where_it_is_drawn():
    assert hits(r"\bmark_safe\(|\bSafeString\(", ".py", allowed=DRAWS) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"autoescape\s+off",
        r"\|\s*safeseq",
        r"\sstyle\s*=",
        r"\son[a-z]+\s*=",
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")[^>]*>",
        r"javascript:",
        r"=\s*\{\{[^}]*\}\}[\s>]",
    ],
)
def test_not_in_templates(pattern):
    assert hits(pattern, ".html") == []


def test_safe_only_for_our_own_help_texts():
    allowed = {"templates/components/field.html"}
    assert hits(r"\|\s*safe\b", ".html", allowed=allowed) == []


def test_the_search_finds_something():
    """The control: the same search finds what stands there."""
    assert hits(r"def ", ".py") != []
    assert hits(r"\{% block content %\}", ".html") != []
