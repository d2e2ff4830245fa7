"""An account at the desk with a password of its own, shown once."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from articles.roles import ROLES, give, new_password


class Command(BaseCommand):
    help = "Create a staff user with a role and print the generated password once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", choices=list(ROLES), default="editor", help="what the account may do (default: %(default)s)")

    @transaction.atomic
    def handle(self, *args: Any, username: str, role: str, **options: Any) -> None:
        if User.objects.filter(username=username).exists():
            self.stdout.write(f"{username} exists already.")
            return
        user = User(username=username, is_staff=True)
        password = new_password(user)
        try:
            user.full_clean()
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        user.save()
        give(user, role)
        self.stdout.write(f"{role.capitalize()} {username} created. Password (shown only this once): {password}")
