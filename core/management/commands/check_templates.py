"""Every template of the house compiles, and none holds inline code, which the content policy would block."""

import re
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines

# What the content policy forbids. A script element may only point to a file or carry data (type="application/json").
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "atributo on…": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "atributo style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "elemento style": re.compile(r"<style\b", re.IGNORECASE),
    "script en línea": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)", re.IGNORECASE),
    "enlace javascript:": re.compile(r"(href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
# Mails have no content policy and need their styles inside; nothing of them is shown in a page.
MAIL_FOLDERS = ("correo", "email")


class Command(BaseCommand):
    help = "Compila todas las plantillas y busca código o estilo en línea."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[str] = []
        count = 0
        for folder in template_folders():
            for path in sorted(folder.rglob("*.html")):
                count += 1
                name = path.relative_to(folder).as_posix()
                faults += check_template(name, path)
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{count} plantillas compilan y no llevan código en línea.")


def template_folders() -> list[Path]:
    """Folders of our own templates (not those of the libraries)."""
    base = Path(settings.BASE_DIR)
    own = [Path(config.path) / "templates" for config in apps.get_app_configs() if Path(config.path).parent == base]
    return [folder for folder in (base / "templates", *own) if folder.is_dir()]


def check_template(name: str, path: Path) -> list[str]:
    """The faults of one template, each as a line with the place."""
    try:
        engines["django"].get_template(name)
    except TemplateSyntaxError as error:
        return [f"{path}: {error}"]
    if any(part in MAIL_FOLDERS for part in Path(name).parts):
        return []
    text = COMMENT.sub(lambda found: "\n" * found.group().count("\n"), path.read_text(encoding="utf-8"))
    return [
        f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {what}: {found.group()[:60]}"
        for what, pattern in FORBIDDEN.items()
        for found in pattern.finditer(text)
    ]
