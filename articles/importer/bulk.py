"""Many rows at once, without a model instance for each: an import's time goes into reading files, not into the ORM.

`bulk_create` costs 40 to 100 µs a row, most of it asking each field of each instance how to be saved; an article brings
seven rows. Here the columns' adapters are looked up once, and the database driver gets tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import repeat
from typing import Any

from django.apps import apps
from django.db import connection, models

Adapter = Callable[[Any], Any]


def insert(model: type[models.Model], names: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows whose values stand in the order of `names` (attribute names, such as provider_id).

    Columns not named get their field's default. Values are Python's: datetimes aware, JSON as lists and maps.
    """
    statement, adapters, defaults = _statement(model, names, connection.vendor)
    columns = list(zip(*rows, strict=True))
    for index, adapt in adapters if columns else ():
        columns[index] = tuple(None if value is None else adapt(value) for value in columns[index])
    if columns:
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(zip(*columns, *map(repeat, defaults), strict=False)))


def refresh_statistics() -> None:
    """After many rows: PostgreSQL plans by statistics, and without them takes minutes for what takes milliseconds. Its own
    housekeeping would come by within a minute or so; readers should not have to wait for that."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in apps.get_app_config("articles").get_models():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


@cache
def _statement(model: type[models.Model], names: tuple[str, ...], vendor: str) -> tuple[str, list[tuple[int, Adapter]], tuple[Any, ...]]:
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    others = [field for name, field in fields.items() if name not in names]
    columns = [str(field.column) for field in (*map(fields.__getitem__, names), *others)]
    statement = "INSERT INTO {} ({}) VALUES ({})".format(
        connection.ops.quote_name(model._meta.db_table),
        ", ".join(map(connection.ops.quote_name, columns)),
        ", ".join(["%s"] * len(columns)),
    )
    adapters = [(index, adapter) for index, name in enumerate(names) if (adapter := _adapter(fields[name]))]
    defaults = tuple(_adapted(field, field.get_default()) for field in others)
    return statement, adapters, defaults


def _adapted(field: models.Field[Any, Any], value: Any) -> Any:
    adapter = _adapter(field)
    return adapter(value) if adapter and value is not None else value


def _adapter(field: models.Field[Any, Any]) -> Adapter | None:
    """How the database wants a value of this kind; None where it takes it as it is."""
    if isinstance(field, models.DateTimeField):
        return lru_cache(maxsize=1000)(connection.ops.adapt_datetimefield_value)  # the time of the run, and dates listed by
    if isinstance(field, models.JSONField):
        nothing = {kind: connection.ops.adapt_json_value(kind(), None) for kind in (dict, list)}  # most are empty
        return lambda value: connection.ops.adapt_json_value(value, None) if value else nothing[value.__class__]
    return None
