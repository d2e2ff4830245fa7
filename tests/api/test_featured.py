"""Only a bare YouTube iframe passes."""

import time

import pytest

from articles.api.featured import player

SOURCE = 'src="https://www.youtube.com/embed/Ofq47xVCm0U"'
CORPUS_FORM = (
    f'<iframe width="800" height="500" frameborder="0" {SOURCE} '
    'allow="accelerometer; autoplay; encrypted-media; gyroscope; picture-in-picture" allowfullscreen></iframe>'
)


@pytest.mark.parametrize(
    "markup",
    [
        CORPUS_FORM,
        f"<iframe {SOURCE}></iframe>",
        f'<iframe {SOURCE} title="YouTube video player" loading="lazy" width="100%"></iframe>',
        '<iframe src="https://www.youtube-nocookie.com/embed/h70jOr56EKs?rel=0&amp;start=30"></iframe>',
    ],
)
def test_a_youtube_player_passes_byte_for_byte(markup):
    assert player(markup) == markup


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "words",
        "<script>alert(1)</script>",
        f"{CORPUS_FORM}<script>alert(1)</script>",
        f"{CORPUS_FORM}\n",
        f" {CORPUS_FORM}",
        CORPUS_FORM * 2,
        f"<iframe {SOURCE} onload=alert(1)></iframe>",
        f'<iframe {SOURCE} onload="alert(1)"></iframe>',
        f'<iframe {SOURCE} srcdoc="x"></iframe>',
        f'<iframe {SOURCE} style="position:fixed"></iframe>',
        f"<iframe {SOURCE} {SOURCE}></iframe>",
        f"<iframe {SOURCE}>words</iframe>",
        f"<iframe {SOURCE}/></iframe>",
        f"<IFRAME {SOURCE}></IFRAME>",
        '<iframe width="800"></iframe>',
        '<iframe src="http://www.youtube.com/embed/Ofq47xVCm0U"></iframe>',
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe src="https://www.youtube.com.evil.example/embed/Ofq47xVCm0U"></iframe>',
        '<iframe src="https://evil.example/https://www.youtube.com/embed/Ofq47xVCm0U"></iframe>',
        '<iframe src="https://www.youtube.com/embed/Ofq47xVCm0UU"></iframe>',
        '<iframe src="https://www.youtube.com/embed/Ofq47xVCm0U?x=&quot; onload=alert(1)"></iframe>',
        "<iframe src='https://www.youtube.com/embed/Ofq47xVCm0U'></iframe>",
        f'<iframe {SOURCE} title="<b>"></iframe>',
        f'<iframe {SOURCE} width="１２"></iframe>',
    ],
)
def test_anything_else_is_nothing(markup):
    assert player(markup) is None


@pytest.mark.parametrize(
    "markup", ["<iframe" + ' width="1"' * 100_000, "<iframe" + ' width="1"' * 90 + ">", f"<iframe {SOURCE}" + ' title=""' * 80 + "!"]
)
def test_long_markup_is_refused_at_once(markup):
    start = time.thread_time()

    assert player(markup) is None
    assert time.thread_time() - start < 0.1
