"""Where the system's Chromium is, for the browser tests, and how they log in."""

from shutil import which

# Empty where there is none: the browser tests are skipped.
CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), "")

# It runs as root in a container, and asks nothing of the network but the page under test.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def log_in(page, live_server, username: str = "alice", password: str = "correct horse battery") -> None:
    """Log in at the desk and wait until it is there: a step taken while the browser still leaves the login page is lost."""
    page.goto(f"{live_server.url}/admin/login/?next=/admin/articles/article/")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    page.click("[type=submit]")
    page.wait_for_url("**/admin/articles/article/", wait_until="load")
