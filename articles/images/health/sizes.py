"""What files declare of the size of pictures, against what came."""

from __future__ import annotations

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast

from articles.images.health.findings import EXAMPLES, Finding
from articles.models import ArticleImage

APART = 1.05  # times as large, or as wide for its height


def found() -> Finding:
    """Pictures whose declared width, height or shape is more than 5 % off. Nothing is shown by what is declared, so it is no fault."""
    wrong = _wrong()
    finding = Finding("size", "Pictures of another size than their files declare", is_fault=False, count=wrong.count())
    for image in wrong.select_related("picture__copy", "article").order_by("-pk")[:EXAMPLES]:
        assert image.picture and image.picture.copy
        declared, real = [image.width, image.height], [image.picture.copy.width, image.picture.copy.height]
        said = "×".join("?" if side is None else str(side) for side in declared)
        what = f"{image.picture.shown_address}: declared {said}, and is {real[0]}×{real[1]}"
        finding.examples.append(
            {"what": what, "picture": image.picture_id, "articles": [image.article.path], "declared": declared, "real": real}
        )
    return finding


def _wrong() -> QuerySet[ArticleImage]:
    """One side may be declared alone. As floats, for two large sizes multiplied are more than a whole number of PostgreSQL holds."""
    columns = {"wide": "width", "high": "height", "real_wide": "picture__copy__width", "real_high": "picture__copy__height"}
    measured = ArticleImage.objects.annotate(**{name: Cast(column, FloatField()) for name, column in columns.items()})
    shaped = measured.annotate(flatness=F("wide") * F("real_high"), real_flatness=F("real_wide") * F("high"))
    return shaped.filter(_apart("wide", "real_wide") | _apart("high", "real_high") | _apart("flatness", "real_flatness"))


def _apart(declared: str, real: str) -> Q:
    return Q(**{f"{declared}__gt": F(real) * APART}) | Q(**{f"{declared}__lt": F(real) / APART})
