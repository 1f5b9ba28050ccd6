"""Reads of messages."""

from .visible import (
    LOOKERS,
    SEE_ALL,
    TEMPLATE_EDITORS,
    WRITERS,
    attachment_message_visible,
    cancellable_by,
    may_release,
    messages_listed,
    messages_visible_to,
    search_messages,
    search_templates,
    templates_for,
    templates_visible_to,
)

__all__ = [
    "LOOKERS",
    "SEE_ALL",
    "TEMPLATE_EDITORS",
    "WRITERS",
    "attachment_message_visible",
    "cancellable_by",
    "may_release",
    "messages_listed",
    "messages_visible_to",
    "search_messages",
    "search_templates",
    "templates_for",
    "templates_visible_to",
]
