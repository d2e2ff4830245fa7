from django.db.backends.postgresql import base

from newsroom.databases.watched import Watched


class DatabaseWrapper(Watched, base.DatabaseWrapper):
    pass
