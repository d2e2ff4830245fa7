"""Where the system's Chromium is, for the browser tests."""

from shutil import which

# Empty where there is none: the browser tests are skipped.
CHROMIUM = next(filter(None, map(which, ("chromium", "chromium-browser", "google-chrome"))), "")

# Without a window of its own for what the address bar might suggest: a page of scripts that every new context builds, and nobody sees.
_NOT_WANTED = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"]
# A list of ours takes the place of Playwright's (its chromiumSwitches.ts), so what that leaves out is said again.
_NOT_WANTED_BY_PLAYWRIGHT = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]

# It runs as root in a container, and asks nothing of the network but the page under test.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join(_NOT_WANTED + _NOT_WANTED_BY_PLAYWRIGHT)}",
]
