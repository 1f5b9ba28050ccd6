"""The look holds together: icons exist, classes exist, both dark blocks say the same, colours can be read."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import get_template

from core.slots import NAVIGATION, SEARCH

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
TOKENS = (BASE / "static/css/tokens.css").read_text()


def blocks() -> dict[str, dict[str, str]]:
    """Custom properties of the light root and of the two dark blocks."""

    def read(pattern: str) -> dict[str, str]:
        found = re.search(pattern + r"\s*\{([^}]*)\}", TOKENS)
        assert found
        return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", found.group(1)))

    return {
        "light": read(r":root"),
        "dark": read(r'\[data-bs-theme="dark"\]'),
        "auto": read(r'\[data-bs-theme="auto"\]'),
    }


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast of two #rrggbb colours."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_dark_colours_are_the_same_chosen_or_by_the_device() -> None:
    themes = blocks()

    assert themes["dark"] == themes["auto"]
    assert set(themes["dark"]) <= set(themes["light"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_on_what_it_stands_on(theme: str) -> None:
    colours = blocks()[theme]
    pairs = [
        (f"--{ink}", f"--{ground}") for ink in ("ink", "ink-2", "ink-3") for ground in ("surface", "paper", "raised")
    ]
    pairs += [(f"--{tone}", f"--{tone}-tint") for tone in ("good", "warn", "bad")]
    pairs += [(f"--{tone}", "--surface") for tone in ("good", "warn", "bad", "anil")]
    pairs += [("--anil-tint-ink", "--anil-tint"), ("--on-anil", "--anil-fill"), ("--on-anil", "--anil-fill-hover")]
    pairs += [("--ink-2", "--sunken"), ("--float-ink", "--float"), ("--float-link", "--float")]
    pairs += [(f"--ramp-ink-{step}", f"--ramp-{step}") for step in range(6)]

    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}

    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_edges_of_controls_can_be_seen(theme: str) -> None:
    colours = blocks()[theme]
    marks = ["--control", *(f"--chart-{place}" for place in range(1, 6)), "--chart-ref"]

    assert {mark for mark in marks if contrast(colours[mark], colours["--surface"]) < 3} == set()


def test_colours_stand_in_the_token_file_only() -> None:
    for name in ("app.css", "parts.css"):
        text = re.sub(r"@media print.*", "", (BASE / "static/css" / name).read_text(), flags=re.DOTALL)
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", text)) <= {"#fff"}, name


def used_icons() -> set[str]:
    in_templates = {
        name for path in TEMPLATES for name in re.findall(r'{%\s*icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    in_includes = {
        name
        for path in TEMPLATES
        for name in re.findall(r'\b(?:act_)?icon="([^"]+)"', path.read_text(encoding="utf-8"))
    }
    in_slots = {item.icon for item in NAVIGATION} | {source.icon for source in SEARCH}
    return in_templates | in_includes | in_slots


def test_every_icon_used_is_in_the_sprite() -> None:
    sprite = (BASE / "static/img/icons.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))

    assert used_icons() - drawn == set()
    assert drawn == set((BASE / "static/img/icons.txt").read_text().split())


def test_every_class_in_a_template_has_a_rule_or_a_purpose() -> None:
    """A class without a rule is a slip (or a family that we do not serve of Tabler)."""
    styles = "".join(path.read_text() for path in (BASE / "static").rglob("*.css"))
    known = set(re.findall(r"\.(-?[_a-zA-Z][\w-]*)", styles)) | HOOKS
    unknown: dict[str, str] = {}
    for path in TEMPLATES:
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        text = re.sub(r"{{.*?}}", "\0", re.sub(r"{%.*?%}", " ", text))
        names = {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split() if "\0" not in name}
        unknown |= {name: path.relative_to(BASE).as_posix() for name in names - known}

    assert unknown == {}


# Classes that name a place for script or for other rules and need no rule of their own.
HOOKS = {
    "has-js",
    "tab-plus",
    "main-column",
    "page-main",
    "no-inline-styles",
    "facts-block",
    "errorlist",
    "import-drop-file",
    "import-drop-kind",
    "list-tabs",
}


def test_whole_forms_are_drawn_by_crispy_with_our_field_and_their_errors_once() -> None:
    class Ask(forms.Form):
        name = forms.CharField(label="Nombre", help_text="Como en su documento.")

    asked = Ask({"name": ""})
    drawn = get_template("components/fields.html").render({"form": asked})

    assert "form|crispy" in (settings.BASE_DIR / "templates/components/fields.html").read_text()
    assert drawn.count('class="invalid-feedback"') == 1
    assert drawn.count('<label class="form-label" for="id_name">') == 1
    assert "error-summary" not in drawn  # the page says it, above everything
