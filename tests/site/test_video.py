"""The id of a video is eleven characters at a known place, or nothing."""

import pytest

from articles.site.video import youtube_id

FRAME = '<iframe width="800" src="{}" allowfullscreen></iframe>'


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/embed/nwsrm_demo2",
        "https://www.youtube-nocookie.com/embed/nwsrm_demo2?rel=0",
        "http://youtube.com/watch?v=nwsrm_demo2",
        "https://m.youtube.com/watch?feature=share&v=nwsrm_demo2#t=3",
        "https://www.youtube.com/watch?a=1&amp;v=nwsrm_demo2",
        "https://youtu.be/nwsrm_demo2?t=3",
        "https://www.youtube.com/shorts/nwsrm_demo2",
    ],
)
def test_the_id_is_found(address):
    assert youtube_id(address) == "nwsrm_demo2"
    assert youtube_id(FRAME.format(address)) == "nwsrm_demo2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.youtube.com/embed/tooshort",
        "https://www.youtube.com/embed/nwsrm_demo2xx",
        "https://www.youtube.com.evil.example/embed/nwsrm_demo2",
        "https://evil.example/?https:/www.youtube.com/embed/nwsrm_demo2",
        "https://notyoutube.com/embed/nwsrm_demo2",
        "javascript:www.youtube.com/embed/nwsrm_demo2",
        'https://www.youtube.com/embed/"onload=1/',
        "https://vimeo.com/12345678901",
    ],
)
def test_what_only_looks_like_a_video_is_none(text):
    assert youtube_id(text) == ""


def test_the_first_text_with_a_video_counts():
    assert youtube_id("", "https://youtu.be/aaaaaaaaaaa", "https://youtu.be/bbbbbbbbbbb") == "aaaaaaaaaaa"


def test_a_megabyte_of_almost_a_video_takes_no_time():
    assert youtube_id("https://www.youtube.com/watch?" + "a&" * 500_000) == ""
