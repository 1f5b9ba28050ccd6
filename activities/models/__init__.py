from .calls import PhoneCall
from .comments import Comment, CommentHint, Theme, Topic
from .feeds import CalendarFeed
from .interactions import ActionType, Interaction
from .snoozes import Snooze
from .tasks import Task

__all__ = [
    "ActionType",
    "CalendarFeed",
    "Comment",
    "CommentHint",
    "Interaction",
    "PhoneCall",
    "Snooze",
    "Task",
    "Theme",
    "Topic",
]
