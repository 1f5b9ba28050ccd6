"""Fetch the front-end libraries of ``package.json`` and write what we serve to ``static/vendor``.

Run by whoever changes a version or needs another icon; the result is committed, so that neither a fresh machine nor
production needs npm. ``static/vendor/VENDOR.json`` names every file with version, licence and SHA-256.
"""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core.management.stylesheet import cut

ROOT: Path = settings.BASE_DIR
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICON_LIST = ROOT / "static" / "img" / "icons.txt"
ICON_SPRITE = ROOT / "static" / "img" / "icons.svg"

# Of Tabler we serve the page frame, forms, tables, buttons and the utilities; everything with a look of its own
# (cards, navbars, timelines…) is ours. A class outside these families does not exist in the house.
TABLER_FAMILIES = (
    r"container(-fluid)?|row(-cols-.*)?|col(-.*)?|g[xy]?-\d",
    r"d-(sm-|md-|lg-|print-)?(none|block|inline|inline-block|flex|inline-flex|grid)",
    r"[mp][trblxyse]?-(auto|\d)|gap-\d|flex-(fill|row|column|wrap|nowrap|grow-1|shrink-0)",
    r"(justify|align)-(content|items|self)-(start|end|center|between|baseline|stretch)",
    r"text-(start|end|center|nowrap|break|truncate|wrap|decoration-none|reset)|w-(100|auto)|h-100",
    r"list-(unstyled|inline|inline-item)|visually-hidden(-focusable)?|position-(relative|sticky)",
    r"form-(label|text|control|control-plaintext|control-sm|select|select-sm|check|check-input|check-label"
    r"|check-inline|switch|fieldset|file|floating|range|required|hint)|required|col-form-label|form",
    r"input-group(-text|-flat)?|was-validated|is-(valid|invalid)|(in)?valid-feedback|was",
    r"btn(-primary|-sm|-link|-close|-check)?|table(-responsive)?|table-sm|active|disabled|show|collapse|collapsing",
    r"progress(-bar)?|progress-bar-indeterminate|alert(-danger|-warning|-info|-success|-link|-heading)?",
    r"pagination|page-(item|link)|border(-0|-top|-bottom|-start|-end)?|overflow-(auto|hidden)|order-\d|no-(js)",
)

COPIES = {
    "inter/inter-latin-wght-normal.woff2": (
        "@fontsource-variable/inter",
        "files/inter-latin-wght-normal.woff2",
    ),
    "htmx/htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "sortable/Sortable.min.js": ("sortablejs", "Sortable.min.js"),
    "plotly/plotly-cartesian.min.js": ("plotly.js-cartesian-dist-min", "plotly-cartesian.min.js"),
}


class Command(BaseCommand):
    help = "Trae las bibliotecas de la interfaz con npm y las deja en static/vendor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-install", action="store_true", help="usa node_modules como está")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_install"]:
            npm = shutil.which("npm")
            if npm is None:
                self.stderr.write("Falta npm; solo hace falta para cambiar una biblioteca o un ícono.")
                raise SystemExit(2)
            subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)  # noqa: S603
        files: dict[str, dict[str, str]] = {}
        for target, (package, source) in COPIES.items():
            content = (MODULES / package / source).read_bytes()
            if not target.endswith(".woff2"):
                content = without_source_map(content.decode()).encode()
            files[target] = write(target, content, package)
        tabler = (MODULES / "@tabler/core/dist/css/tabler.css").read_text()
        sheet = cut(without_source_map(tabler), families=TABLER_FAMILIES)
        files["tabler/tabler.css"] = write(
            "tabler/tabler.css", (banner("@tabler/core") + sheet).encode(), "@tabler/core"
        )
        locale = plotly_locale((MODULES / "plotly.js-locales" / "es.js").read_text())
        files["plotly/plotly-es.js"] = write("plotly/plotly-es.js", locale.encode(), "plotly.js-locales")
        plotly = (VENDOR / "plotly/plotly-cartesian.min.js").read_text()
        for target, text in (("plotly.css", plotly_rules(plotly)), ("plotly-before.js", plotly_before(plotly))):
            files[f"plotly/{target}"] = write(f"plotly/{target}", text.encode(), "plotly.js-cartesian-dist-min")
        ICON_SPRITE.write_text(sprite(ICON_LIST.read_text().split()))
        icons = package_facts("@tabler/icons") | {"sha256": sha256(ICON_SPRITE.read_bytes())}
        files["../img/icons.svg"] = icons
        (VENDOR / "VENDOR.json").write_text(json.dumps(dict(sorted(files.items())), indent=2) + "\n")
        for name, facts in sorted(files.items()):
            self.stdout.write(f"{facts['name']} {facts['version']}: {name}")


def write(target: str, content: bytes, package: str) -> dict[str, str]:
    """Put one file into static/vendor; gives its line of VENDOR.json."""
    path = VENDOR / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return package_facts(package) | {"sha256": sha256(content)}


def package_facts(package: str) -> dict[str, str]:
    facts = json.loads((MODULES / package / "package.json").read_text())
    return {"name": facts["name"], "version": facts["version"], "licence": facts["license"]}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def banner(package: str) -> str:
    facts = package_facts(package)
    return f"/* {facts['name']} {facts['version']} ({facts['licence']}), cut by manage.py vendor_assets */\n"


def without_source_map(text: str) -> str:
    """The manifest storage follows ``sourceMappingURL`` and fails when the map is not there."""
    return re.sub(r"/[/*][#@]\s*sourceMappingURL=[^\n*]*(\*/)?\n?", "", text)


def plotly_locale(text: str) -> str:
    """The package is CommonJS; in a browser ``module`` does not exist."""
    return "(function () {\nvar module = { exports: {} };\n" + text + "\nPlotly.register(module.exports);\n})();\n"


def plotly_rules(source: str) -> str:
    """Plotly's own style rules as a file: it skips injecting them where a ``#plotly.js-style-global.no-inline-styles``
    stands (docs/adr/0011)."""
    rules = re.search(r'=\{("X,X div":.*?)\};', source, re.DOTALL)
    if rules is None:
        raise SystemExit("Plotly cambió: ya no se encuentran sus reglas de estilo.")
    pairs = re.findall(r"""(?:"([^"]*)"|([A-Z])):(?:"([^"]*)"|'([^']*)')""", rules.group(1))
    lines = []
    for quoted, bare, double, single in pairs:
        selector = (quoted or bare).replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
        lines.append(f"{selector} {{ {double or single} }}")
    return banner("plotly.js-cartesian-dist-min") + "\n".join(lines) + "\n"


def plotly_before(source: str) -> str:
    """What must run before Plotly under a policy without inline styles (docs/adr/0011)."""
    ids = re.findall(r'getElementById\("([0-9a-f]{64})"\)\)\{var \w+=document\.createElement\("style"\)', source)
    return (
        "/* Written by manage.py vendor_assets. Plotly writes style attributes and the sheet of a map we never\n"
        "   show; the policy forbids both. Attributes go through the CSSOM, which it allows. */\n"
        "(function () {\n"
        f"  {json.dumps(ids)}.forEach(function (id) {{\n"
        '    document.head.append(Object.assign(document.createElement("template"), { id: id }));\n'
        "  });\n"
        "  const plain = Element.prototype.setAttribute;\n"
        "  Element.prototype.setAttribute = function (name, value) {\n"
        '    if (name === "style" && this.style) this.style.cssText = value;\n'
        "    else plain.call(this, name, value);\n"
        "  };\n"
        "})();\n"
    )


def sprite(names: list[str]) -> str:
    """One SVG with a ``<symbol>`` per icon; size and stroke come from app.css."""
    symbols = []
    for name in names:
        source = (MODULES / "@tabler/icons/icons/outline" / f"{name}.svg").read_text()
        shapes = re.findall(r"<(?:path|circle|rect|line|ellipse|polyline|polygon)\b[^>]*/>", source)
        drawn = [re.sub(r"\s+", " ", shape).replace(" />", "/>") for shape in shapes if "M0 0h24v24H0z" not in shape]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(drawn)}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
