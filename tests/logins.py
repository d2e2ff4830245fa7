"""How browser tests log in."""

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client


def log_in(page, live_server, username: str = "alice") -> None:
    """Be logged in, at no page yet: with a session as a login makes it, for most tests are not about the form."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[settings.SESSION_COOKIE_NAME].value, "url": live_server.url}
    page.context.add_cookies([cookie])


def log_in_by_form(page, live_server, username: str = "alice", password: str = "correct horse battery") -> None:
    """Log in as a person does, and wait until the desk is there: a step taken while the browser still leaves the login page is lost."""
    page.goto(f"{live_server.url}/admin/login/?next=/admin/articles/article/")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/articles/article/", wait_until="load")
