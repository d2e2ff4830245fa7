"""Feeds: what stands in one (entries, of articles chosen in newest and gone), and three ways to write it (rss, atom, jsonfeed)."""
