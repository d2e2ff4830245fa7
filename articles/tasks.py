"""Where the queue looks for tasks; each is a single call."""

from articles.images.sweeping import every_day, every_minute, look
from articles.websub import every_minute as tell_hub

__all__ = ["every_day", "every_minute", "look", "tell_hub"]
