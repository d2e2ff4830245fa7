"""Django's own database engines, watched: a transaction that changes what readers see says so around its commit (newsroom/cache).

At the connection and not in the verbs, because everything passes here: bulk writes, UPDATEs of many rows, commands, migrations.
"""
