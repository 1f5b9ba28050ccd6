"""Use cases of messages. Other apps write by ``queue``; the worker sends by ``sending.drain``."""

from . import templates
from .callbacks import Notice, works_again
from .callbacks import receive as receive_notice
from .exclusions import exclude, lift
from .queueing import ask, ask_many, cancel, compose, kick, queue, queue_composed, release, resend
from .sending import drain, open_whatsapp, reap
from .templates import Text, preview, render, save_template
from .unsubscribing import message_of, purposes_of, unsubscribe

__all__ = [
    "Notice",
    "Text",
    "ask",
    "ask_many",
    "cancel",
    "compose",
    "drain",
    "exclude",
    "kick",
    "lift",
    "message_of",
    "open_whatsapp",
    "preview",
    "purposes_of",
    "queue",
    "queue_composed",
    "reap",
    "receive_notice",
    "release",
    "render",
    "resend",
    "save_template",
    "templates",
    "unsubscribe",
    "works_again",
]
