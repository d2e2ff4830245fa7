"""The newsroom as it is served, but for a shelf without room: every page is made for the request that asks for it."""

from newsroom.cache.shelf import Shelf
from newsroom.wsgi import application

application.shelf = Shelf(room=0)
