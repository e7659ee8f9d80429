"""What people say about time, understood without a model: the words of a schedule become a typed one, or a question."""

from gesso.schedule.words.amend import amend
from gesso.schedule.words.context import understand
from gesso.schedule.words.said import Said, Understanding

__all__ = ["Said", "Understanding", "amend", "understand"]
