"""A curated news site: files in, reviewed at the desk, public on site and API, back out to the same files."""
