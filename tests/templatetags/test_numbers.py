"""Large numbers are readable."""

import pytest

from articles.templatetags.numbers import thousands


@pytest.mark.parametrize("number, written", [(0, "0"), (999, "999"), (5000, "5,000"), (1234567, "1,234,567")])
def test_thousands_are_set_apart(number, written):
    assert thousands(number) == written
