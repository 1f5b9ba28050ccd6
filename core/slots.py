"""Slots: the only way in which an upper app takes part in a page or a transaction of a lower one.

The lower app declares a slot, the upper app fills it in ``AppConfig.ready()`` (its ``slots`` module). A slot keeps
its entries ordered by ``order`` and then by key, refuses a key twice and says what it holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Slot(Generic[T]):
    """An ordered registry of one kind of entry."""

    name: str
    _entries: dict[str, tuple[int, T]] = field(default_factory=dict)

    def add(self, key: str, entry: T, *, order: int = 100) -> None:
        """Put ``entry`` into the slot; raises ``ValueError`` if ``key`` is taken."""
        if key in self._entries:
            raise ValueError(f"slot {self.name}: the key {key!r} is taken")
        self._entries[key] = (order, entry)

    def get(self, key: str) -> T:
        """Entry by key; raises ``KeyError``."""
        return self._entries[key][1]

    def keys(self) -> list[str]:
        return [key for key, _ in self._sorted()]

    def items(self) -> list[tuple[str, T]]:
        return [(key, value[1]) for key, value in self._sorted()]

    def __iter__(self) -> Iterator[T]:
        return iter([value[1] for _, value in self._sorted()])

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def _sorted(self) -> list[tuple[str, tuple[int, T]]]:
        return sorted(self._entries.items(), key=lambda pair: (pair[1][0], pair[0]))
