from .exclusions import Exclusion
from .messages import Message, MessageAttachment, MessageEvent
from .templates import Template

__all__ = ["Exclusion", "Message", "MessageAttachment", "MessageEvent", "Template"]
