"""How an address on the web is read: in one way, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images.refusals import BadAddress
from articles.images.targets import LONGEST, Target, host_of

READ = {
    "https://paper.example/a.png": ("https", "paper.example", 443, "/a.png"),
    "http://paper.example": ("http", "paper.example", 80, "/"),
    "HTTPS://Paper.EXAMPLE/A.png": ("https", "paper.example", 443, "/A.png"),
    "https://paper.example:443/a": ("https", "paper.example", 443, "/a"),
    "http://paper.example:8080/a?b=c&d[]=e#f": ("http", "paper.example", 8080, "/a?b=c&d[]=e"),
    "https://paper.example?a=1": ("https", "paper.example", 443, "/?a=1"),
    "https://paper.example/100%25%zz": ("https", "paper.example", 443, "/100%25%zz"),
    "https://paper.example/fußball/ä.png?ü=1": ("https", "paper.example", 443, "/fu%C3%9Fball/%C3%A4.png?%C3%BC=1"),
    'https://paper.example/a"<b>|c': ("https", "paper.example", 443, "/a%22%3Cb%3E%7Cc"),
    "http://paper.example#@evil.example/": ("http", "paper.example", 80, "/"),
    "http://paper.example?@evil.example/": ("http", "paper.example", 80, "/?@evil.example/"),
    "https://bücher.example/": ("https", "xn--bcher-kva.example", 443, "/"),
    "https://ＰＡＰＥＲ．ｅｘａｍｐｌｅ/": ("https", "paper.example", 443, "/"),
    "https://a_b.paper.example/": ("https", "a_b.paper.example", 443, "/"),
    "https://1e100.net/": ("https", "1e100.net", 443, "/"),
    "https://93.184.215.14/": ("https", "93.184.215.14", 443, "/"),
    "https://９３.184.215.14/": ("https", "93.184.215.14", 443, "/"),
    "https://[2606:4700:4700:0:0:0:0:1111]/": ("https", "2606:4700:4700::1111", 443, "/"),
    "https://[2606:4700::AB]:80/": ("https", "2606:4700::ab", 80, "/"),
}
NO_ADDRESSES_OF_THE_WEB = """
    a.png /a.png //paper.example/a.png paper.example ftp://paper.example/a file:///etc/passwd data:image/png;base64,aa
    javascript:alert(1) gopher://paper.example/ http: http:/ http:// http:///a http:paper.example https:/paper.example/a
"""
WITH_SOMEBODY_IN_THEM = """
    http://user@paper.example/ http://user:word@paper.example/ http://@paper.example/ http://:@paper.example/
    http://paper.example@127.0.0.1/ http://127.0.0.1:80@paper.example/ http://user%40paper.example/
"""
WITH_CHARACTERS_READ_IN_DIFFERENT_WAYS = [
    *("http://paper.example\\@evil.example/", "http:\\\\paper.example/", "http://paper.example\\a", "http://paper.example/a\\b"),
    *(
        "http://paper.example/a b",
        " http://paper.example/",
        "http://paper.example/\n",
        "http://pa\tper.example/",
        "http://a.example\r\nb: c/",
    ),
    *("http://paper.example/\x00", "http://paper.example/\x7f", "http://paper.example/\x85", "http://paper.example/\u00a0"),
    *("http://paper\u2028.example/", "http://paper.example/\ud800", "http://\u200b/", "http://pa\u200dper.example/"),
]
# What stands between http:// and the next slash.
HOSTS_THAT_ARE_NONE = """
    paper.example. paper..example .paper.example -paper.example paper-.example paper,example pa!per.example * paper.example;x
    (paper.example) pa|per.example %31%32%37.0.0.1 paper%2eexample paper.example%00.evil.example ℀.example paper。example。 faß.example
    ⒈.example [::1 ::1 ::1] [::1%eth0] [::1%25eth0] [fe80::1%251] [127.0.0.1] [] [v1.a] [paper.example] [::1]paper.example
    paper.example[::1] [::g] [::1]: paper.example: paper.example:0 paper.example:080 paper.example:-80 paper.example:+80
    paper.example:80:80 paper.example:http paper.example:８０ paper.example:100000
"""
NUMBERS_THAT_SOME_READ_AS_AN_ADDRESS = """
    127.1 127.0.1 2130706433 017700000001 0x7f000001 0x7f.1 0x7f.0.0.1 0X7F.1 0177.0.0.1 127.0.0.01 127.0.0.1.1 127.0.0.1. 256.0.0.1
    0 1.2.3 0x paper.0x7f paper.1 １２７.１ ①②⑦.① 127。1 ١٢٧.0.0.1
"""
TOO_LONG = ["a" * 64 + ".example", "a." * 127 + "example", "ä" * 60 + ".example", "paper.example/" + "a" * LONGEST]
REFUSED = [
    *("", " ", *NO_ADDRESSES_OF_THE_WEB.split(), *WITH_SOMEBODY_IN_THEM.split(), *WITH_CHARACTERS_READ_IN_DIFFERENT_WAYS),
    *(f"http://{host}/" for host in (HOSTS_THAT_ARE_NONE + NUMBERS_THAT_SOME_READ_AS_AN_ADDRESS).split() + TOO_LONG),
]


@pytest.mark.parametrize("url", READ)
def test_an_address_is_read_into_its_parts(url):
    target = Target.of(url)

    assert (target.scheme, target.host, target.port, target.path) == READ[url]
    assert host_of(url) == READ[url][1]


@pytest.mark.parametrize("url", READ)
def test_the_one_form_of_an_address_means_the_same(url):
    target = Target.of(url)

    assert Target.of(target.url) == target
    assert target.url.isascii()


@pytest.mark.parametrize("url", REFUSED, ids=lambda url: ascii(url)[:60])
def test_what_could_be_read_in_two_ways_is_refused(url):
    with pytest.raises(BadAddress):
        Target.of(url)


@pytest.mark.parametrize(
    "location, reached",
    [
        ("/b.png", "https://paper.example/b.png"),
        ("b.png?c#d", "https://paper.example/2026/b.png?c"),
        ("../b.png", "https://paper.example/b.png"),
        ("?c", "https://paper.example/2026/a.png?c"),
        ("//cdn.example/b.png", "https://cdn.example/b.png"),
        ("http://cdn.example/b.png", "http://cdn.example/b.png"),
        ("#top", "https://paper.example/2026/a.png?b"),
        ("", "https://paper.example/2026/a.png?b"),
        ("/bücher", "https://paper.example/b%C3%BCcher"),
    ],
)
def test_a_redirect_is_followed_from_where_it_stands(location, reached):
    assert Target.of("https://paper.example/2026/a.png?b#c").follow(location).url == reached


@pytest.mark.parametrize(
    "location",
    [
        *(
            "//user@cdn.example/",
            "https://user:word@cdn.example/",
            "//127.1/",
            "/a b",
            "\thttps://cdn.example/",
            "/\\evil.example/",
            "ftp://x/",
        ),
        *(
            "//[::1%25eth0]/",
            "//cdn.example:/",
            "javascript:alert(1)",
            "//[",
            "/" + "a" * LONGEST,
            "https://a.example/, https://b.example/",
        ),
    ],
)
def test_a_redirect_is_read_as_strictly_as_any_address(location):
    with pytest.raises(BadAddress):
        Target.of("https://paper.example/").follow(location)


@given(st.text() | st.from_regex(r"https?://[^/]{0,30}(/.{0,10})?", fullmatch=True))
def test_any_text_is_a_plain_address_or_a_named_refusal(text):
    try:
        target = Target.of(text)
    except BadAddress:
        return
    assert target.host.isascii() and target.host == target.host.lower()
    assert Target.of(target.url) == target
