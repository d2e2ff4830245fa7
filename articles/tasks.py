"""Where the queue looks for tasks; each is a single call."""

from articles.images.sweeping import every_day, every_minute, look

__all__ = ["every_day", "every_minute", "look"]
