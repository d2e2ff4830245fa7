from importlib import import_module

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever writes the audit trail is heard by the social cards, whatever it has loaded."""
        import_module("articles.images.social")
