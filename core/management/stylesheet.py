"""Cut a vendored stylesheet down to the families of classes that the house uses.

Tabler's whole sheet is 56 kB compressed, most of it for parts that never stand on our pages (navbars, carousels,
date pickers, flags). A rule stays if every class in one of its selectors belongs to a kept family; custom properties
and keyframes stay if something that stays mentions them.
"""

import re
from collections.abc import Iterable
from typing import Any

import tinycss2  # type: ignore[import-untyped]  # comes with WeasyPrint

Node = Any  # tinycss2 gives no types

CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
VARIABLE = re.compile(r"--[\w-]+")


def cut(css: str, *, families: Iterable[str], prefix: str = "--tblr-") -> str:
    """Stylesheet text with only the rules of ``families`` (regular expressions over a whole class name)."""
    kept = re.compile("^(?:" + "|".join(families) + ")$")
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    text = _rules(rules, kept)
    text = _drop_unused_keyframes(text)
    return _drop_unused_variables(text, prefix)


def _rules(rules: list[Node], kept: re.Pattern[str]) -> str:
    parts = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [s for s in _selectors(rule.prelude) if _stays(s, kept)]
            body = tinycss2.serialize(rule.content).strip()
            if selectors and body:
                parts.append(",".join(selectors) + "{" + _squeeze(body) + "}")
        elif rule.type == "at-rule":
            parts.append(_at_rule(rule, kept))
    return "\n".join(part for part in parts if part)


def _at_rule(rule: Node, kept: re.Pattern[str]) -> str:
    prelude = tinycss2.serialize(rule.prelude).strip()
    if rule.content is None:
        return "" if rule.lower_at_keyword == "charset" else f"@{rule.at_keyword} {prelude};"
    if rule.lower_at_keyword in {"media", "supports", "layer"}:
        inner = _rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), kept)
        return f"@{rule.at_keyword} {prelude}{{{inner}}}" if inner else ""
    return f"@{rule.at_keyword} {prelude}{{{_squeeze(tinycss2.serialize(rule.content).strip())}}}"


def _selectors(prelude: list[Node]) -> list[str]:
    groups: list[list[Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            groups.append([])
        else:
            groups[-1].append(token)
    return [tinycss2.serialize(group).strip() for group in groups]


def _stays(selector: str, kept: re.Pattern[str]) -> bool:
    if "::-webkit-scrollbar" in selector or "[data-vc" in selector or "[data-bs-theme-" in selector:
        return False
    outside_not = re.sub(r":not\([^)]*\)", "", selector)
    return all(kept.match(name) for name in CLASS.findall(outside_not))


def _squeeze(body: str) -> str:
    body = re.sub(r"\s*\n\s*", "", body)
    return re.sub(r"\s*([;:{])\s*(?=[^;{}]*)", _tight, body).rstrip(";")


def _tight(found: re.Match[str]) -> str:
    return found.group(1) if found.group(1) != ":" else ":"


def _drop_unused_keyframes(text: str) -> str:
    for name in re.findall(r"@keyframes ([\w-]+)", text):
        if len(re.findall(rf"\b{re.escape(name)}\b", text)) < 2:
            text = re.sub(rf"@keyframes {re.escape(name)}\{{(?:[^{{}}]*\{{[^{{}}]*\}})*[^{{}}]*\}}\n?", "", text)
    return text


def _drop_unused_variables(text: str, prefix: str) -> str:
    """Declarations of custom properties that nothing reads go; until nothing more goes."""
    while True:
        read = set(re.findall(r"var\(\s*(--[\w-]+)", text))
        declared = {name for name in VARIABLE.findall(text) if name.startswith(prefix)}
        unread = declared - read
        if not unread:
            return re.sub(r"[^{}\n;]+\{\s*\}\n?", "", text)
        before = text
        text = re.sub(
            rf"(?<=[{{;])(?:{'|'.join(sorted(map(re.escape, unread), key=len, reverse=True))}):[^;{{}}]*(?:;|(?=}}))",
            "",
            text,
        )
        if text == before:
            return text
