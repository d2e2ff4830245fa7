"""An access token for an editor's program, shown once."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.tokens import DAYS, TokenRefused, make, may_have


class Command(BaseCommand):
    help = "Make an access token for an account and print it once. A program that has it works at the API with the account's rights."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="what it is for; the audit trail says it")
        parser.add_argument("--days", type=int, choices=DAYS, default=90, help="after how many days it ends (default: %(default)s)")

    def handle(self, *args: Any, username: str, name: str, days: int, **options: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None or not may_have(user):
            raise CommandError(f"{username} is no active account that works at the desk.")
        try:
            token, text = make(user, name, days)
        except TokenRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Token “{token.name}” of {username}, until {token.expires_at:%Y-%m-%d}. Shown only this once: {text}")
