"""What an editor reads of a source file never holds a sealed payload."""

import pytest

from articles.desk.source import MASK, masked, masked_value

SECRET = "c2VjcmV0IHBheWxvYWQgaGVyZQ==;MTIzNDU2Nzg5MDEyMzQ1Ng=="


@pytest.mark.parametrize(
    "text",
    [
        f"title: A\nsecured: {SECRET}\nheat: 4\n",
        f"title: A\r\nsecured: {SECRET}\r\nheat: 4\r\n",
        f"title: A\rsecured: {SECRET}\rheat: 4\r",
        "title: A\nsecured: hush\nheat: 4\n",
        "title: A\nsecured: >-\n  hush\n\n  hush\nheat: 4\n",
        "title: A\r\nsecured: |\r\n  hush\r\n  hush\r\nheat: 4\r\n",
        "title: A\nsecured: 'hush\n  hush'\nheat: 4\n",
        'title: A\nsecured: "hush\nhush \\" hush\nhush"\nheat: 4\n',
        "title: A\nsecured:\n  hush\nheat: 4\n",
        "title: A\nsecured: hush\n  hush\nheat: 4\n",
        'title: A\n"secured": hush\nheat: 4\n',
        "title: A\n'secured' : hush\nheat: 4\n",
        "title: A\n? secured\n: hush\nheat: 4\n",
        "title: A\nSecured: hush\nheat: 4\n",
        "title: A\nprovider: {secured: hush, name: B}\nheat: 4\n",
        "title: A\nlist:\n- secured: hush\n- name: B\nheat: 4\n",
        "title: A\nprovider:\n  secured: hush\n  name: B\nheat: 4\n",
        'title: A\nextra: {"a": 1,"secured":"hush"}\nheat: 4\n',
        f"title: A\nsealed: {SECRET}\nheat: 4\n",
        "title: A\nsecured: hush",
    ],
)
def test_the_value_is_masked_wherever_the_key_stands(text):
    shown = masked(text)

    assert "hush" not in shown
    assert SECRET not in shown
    assert MASK in shown
    assert shown.startswith("title: A")
    assert shown.splitlines()[-1] == "heat: 4" or "heat" not in text


def test_a_file_without_the_key_is_shown_as_it_is():
    text = "---\r\ntitle: 'How a network is secured: a guide'\r\nexcerpt: unsecured; insecured\r\n---\r\nbody\n"

    assert masked(text.replace("secured: a", "safe: a")) == text.replace("secured: a", "safe: a")


def test_a_decoded_value_is_masked_at_any_depth():
    value = {"a": [{"secured": "hush", "b": 1}], "Secured": ["hush"], "c": f"x {SECRET}"}

    assert masked_value(value) == {"a": [{"secured": MASK, "b": 1}], "Secured": MASK, "c": f"x {MASK}"}
