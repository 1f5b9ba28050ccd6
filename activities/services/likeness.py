"""Which comments say the same, and which labelled one a comment is most like. Only jobs call this: it loads
scikit-learn, which takes seconds and a hundred megabytes.

A text becomes the stems of its words' lemmas (simplemma: tardaron, tardar, tard; the stem joins what it leaves apart:
roto, rota, rotar), without the words that say nothing (stop-words); "no", "sin" and their like stay, because they turn
a sentence round. Single stems and pairs are weighed by TF-IDF; two comments are near where the cosine of their weights
reaches ``SAME``. Groups are stars, not chains: the comment with most neighbours gathers them, then the next of those
left, so that a group's members are all near its centre.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

SAME = 0.3
LIKE = 0.2
BLOCK = 1_000
KEEP = frozenset("no ni sin nunca nada mal tarde".split())  # noqa: SIM905
# Words of this trade that every second comment uses and that say nothing of what it is about.
EMPTY = frozenset(
    """producto tienda gracias favor hola comprar compra querer poder hacer tener ver decir llegar venir ser estar pedir
    muy mucho demasiado vez dia donde dentro bastante tan ir dar poner así además todo""".split()  # noqa: SIM905
)
_ENDING = re.compile(r"(?:ar|er|ir|[aeo]s?|s)$")
_WORD = re.compile(r"[a-záéíóúüñ]{2,}")


@dataclass(frozen=True)
class Likeness:
    """Per text: the index of its group's centre (``None`` = alone) and of the labelled text most like it."""

    groups: list[int | None]
    nearest: list[int | None]


def words_of(text: str) -> list[str]:
    """Stems of a text, in order, without accents and empty words."""
    return [stem for word in _WORD.findall(text.lower()) if (stem := _stem(word))]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    import simplemma

    stop = _stop_words()
    if word in KEEP:
        return flat(word)
    if word in stop:
        return ""
    lemma = simplemma.lemmatize(word, lang="es").lower()
    if lemma in stop or lemma in EMPTY or word in EMPTY:
        return ""
    plain = flat(lemma)
    stem = _ENDING.sub("", plain)
    return stem if len(stem) > 2 else plain


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from stop_words import get_stop_words

    return frozenset(get_stop_words("es")) - KEEP


def flat(word: str) -> str:
    """Lower case without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(char))


def compare(texts: Sequence[str], labelled: Sequence[bool]) -> Likeness:
    """Group texts that say the same; find for each that is not ``labelled`` the labelled one most like it.

    The order of ``texts`` decides ties, so that the same texts in the same order give the same groups.
    """
    nothing = Likeness([None] * len(texts), [None] * len(texts))
    if len(texts) < 2:
        return nothing
    weights = _weights(texts)
    if weights is None:
        return nothing
    near, nearest = _neighbours(weights, labelled)
    return Likeness(_stars(near), nearest)


def _weights(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    maker = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, min_df=1, norm="l2")
    try:
        return maker.fit_transform(texts)
    except ValueError:  # not one word that says anything
        return None


def _terms(text: str) -> list[str]:
    words = words_of(text)
    return words + [f"{left} {right}" for left, right in pairwise(words)]


def _neighbours(weights: Any, labelled: Sequence[bool]) -> tuple[list[list[int]], list[int | None]]:
    """Who is near whom, and the nearest labelled one, a block of rows at a time (a whole square would not fit)."""
    near: list[list[int]] = []
    nearest: list[int | None] = []
    for start in range(0, weights.shape[0], BLOCK):
        block = (weights[start : start + BLOCK] @ weights.T).tocsr()
        for row in range(block.shape[0]):
            own = start + row
            span = slice(block.indptr[row], block.indptr[row + 1])
            pairs = [(int(n), float(c)) for n, c in zip(block.indices[span], block.data[span], strict=True) if n != own]
            near.append(sorted(n for n, cosine in pairs if cosine >= SAME))
            known = [(cosine, -n) for n, cosine in pairs if labelled[n] and cosine >= LIKE]
            nearest.append(None if labelled[own] or not known else -max(known)[1])
    return near, nearest


def _stars(near: list[list[int]]) -> list[int | None]:
    groups: list[int | None] = [None] * len(near)
    for centre in sorted(range(len(near)), key=lambda n: (-len(near[n]), n)):
        free = [n for n in near[centre] if groups[n] is None]
        if groups[centre] is None and free:
            for member in (centre, *free):
                groups[member] = centre
    return groups
