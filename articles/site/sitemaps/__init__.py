"""Sitemaps: an index of parts, and what happened in the last two days for Google News."""
