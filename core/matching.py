"""Which letters of a text match what somebody typed, without regard to case and accents."""

import re
import unicodedata

from django.utils.html import escape
from django.utils.safestring import SafeString


def plain(text: str) -> str:
    """Lower case without accents, letter by letter (the result has the length of ``text``)."""
    return "".join(
        (unicodedata.normalize("NFD", letter)[0] if letter else letter).lower()[:1] or letter for letter in text
    )


def mark_matches(text: str, query: str) -> SafeString:
    """``text``, escaped, with ``<mark>`` around each match of a word of ``query``."""
    words = [re.escape(word) for word in plain(query).split() if word]
    if not words:
        return SafeString(escape(text))
    parts, last = [], 0
    for found in re.finditer("|".join(sorted(words, key=len, reverse=True)), plain(text)):
        start, end = found.span()
        parts += [escape(text[last:start]), "<mark>", escape(text[start:end]), "</mark>"]
        last = end
    return SafeString("".join([*parts, escape(text[last:])]))
