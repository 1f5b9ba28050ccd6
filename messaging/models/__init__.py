from .exclusions import Exclusion
from .messages import Message, MessageAttachment, MessageEvent, ProviderNotice
from .templates import Template

__all__ = ["Exclusion", "Message", "MessageAttachment", "MessageEvent", "ProviderNotice", "Template"]
