"""Where Django looks for admin classes; ours live in articles/desk/."""

from articles.desk import admin as admin  # noqa: PLC0414
