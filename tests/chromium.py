"""Where the system's Chromium is, for the browser tests."""

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
