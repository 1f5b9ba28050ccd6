from .calls import PhoneCall
from .comments import Comment, Theme, Topic
from .feeds import CalendarFeed
from .interactions import ActionType, Interaction
from .tasks import Task

__all__ = ["ActionType", "CalendarFeed", "Comment", "Interaction", "PhoneCall", "Task", "Theme", "Topic"]
