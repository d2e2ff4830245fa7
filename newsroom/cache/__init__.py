"""Public answers, kept whole and served without Django: no query, no template. docs/design.md says why none is ever out of date.

statements    which SQL changes what readers see
generation    the one value that every kept answer is held against, and what a writer does to it around its commit
places        where the generation lives: a file beside the database, or a Redis
public        which answers are public and until when they hold (Django's middleware)
answers       an answer as bytes, and what a request gets of it
shelf         the answers of this process, bounded
keys          which requests may be answered so, and what tells their answers apart
layer         the WSGI application in front of Django's
"""
