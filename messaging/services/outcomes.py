"""What came of handing a message over."""

from dataclasses import dataclass

from messaging.enums import State


@dataclass(frozen=True)
class Outcome:
    """``state``: sent, failed, uncertain, or queued (try again later).

    ``ours``: the fault is our own server's, so the try does not count against the message and the round ends.
    ``bounced``: the address does not exist.
    """

    state: str
    said: str
    code: int | None = None
    provider_id: str = ""
    ours: bool = False
    bounced: bool = False


def sent(said: str, *, code: int | None = None, provider_id: str = "") -> Outcome:
    return Outcome(State.SENT, said, code, provider_id[:120])


def failed(said: str, *, code: int | None = None, bounced: bool = False) -> Outcome:
    return Outcome(State.FAILED, said, code, bounced=bounced)


def retry(said: str, *, code: int | None = None, ours: bool = False) -> Outcome:
    return Outcome(State.QUEUED, said, code, ours=ours)


def uncertain(said: str, *, code: int | None = None) -> Outcome:
    return Outcome(State.UNCERTAIN, said, code)
