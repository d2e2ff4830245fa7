"""Data in a page's head: whatever it holds, it stays data, and is read back as what it was."""

import json
import re

import extruct
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from articles.templatetags.head import json_ld

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60) | st.sampled_from(
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;/script&gt;", "\u2028\u2029", "\\", '"', "'", "\x00", "{{ x }}"]
)
JSON = st.recursive(TEXT | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))


@given(st.dictionaries(TEXT, JSON, min_size=1, max_size=4))
def test_any_data_comes_back_and_nothing_in_it_can_end_its_script(data):
    inner = re.fullmatch(r'<script type="application/ld\+json">(.*)</script>', json_ld(data), re.DOTALL)[1]

    assert json.loads(inner) == data
    assert not re.search("[<>&\u2028\u2029]", inner)


def test_a_library_reads_it_as_one_block():
    hostile = {"@context": "https://schema.org", "name": '</script><script type="application/ld+json">{"@type":"Evil"}</script>'}

    assert extruct.extract(f"<head>{json_ld(hostile)}</head>", syntaxes=["json-ld"])["json-ld"] == [hostile]


def test_no_data_is_no_block():
    assert json_ld(None) == json_ld({}) == json_ld("") == ""


def test_a_line_is_escaped_once_and_kept_on_one_line():
    page = "{% load head %}{% line as said %}  {{ words }}\n  & more {% endline %}[{{ said }}]"

    assert Template(page).render(Context({"words": '<b> "x"'})) == "[&lt;b&gt; &quot;x&quot; & more]"
