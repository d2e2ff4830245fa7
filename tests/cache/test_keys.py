"""The parameters that pages know, and no others, tell kept answers apart."""

from articles.api.schema import FILTERS
from articles.filters import ArticleFilter
from articles.site.paging import KEPT
from newsroom.cache.keys import PARAMETERS


def test_what_lists_can_be_narrowed_by_is_kept_apart():
    assert {*KEPT, *ArticleFilter.base_filters, *(each.name for each in FILTERS)} <= PARAMETERS
