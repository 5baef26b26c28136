import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import UnavailableError
from certsvc.fetching.locations import Location, follow, read_location

REFUSED = {
    "plain http": "http://issuer.example/did.json",
    "a file": "file:///etc/passwd",
    "a file with a host": "file://issuer.example/etc/passwd",
    "ftp": "ftp://issuer.example/x",
    "data": "data:application/json,{}",
    "gopher": "gopher://issuer.example:70/x",
    "jar": "jar:https://issuer.example!/x",
    "no scheme": "//issuer.example/x",
    "no host": "https:///etc/passwd",
    "one slash": "https:/issuer.example/x",
    "a host of spaces": "https:// /x",
    "nothing": "",
    "a user": "https://user@issuer.example/x",
    "a user and a password": "https://user:secret@issuer.example/x",
    "an empty user": "https://@issuer.example/x",
    "a host that is a user": "https://issuer.example@10.0.0.1/x",
    "a host behind a backslash": "https://issuer.example\\@10.0.0.1/x",
    "loopback": "https://127.0.0.1/x",
    "a public address": "https://9.9.9.9/x",
    "decimal": "https://2130706433/x",
    "octal": "https://0177.0.0.1/x",
    "hexadecimal": "https://0x7f000001/x",
    "hexadecimal parts": "https://0x7f.0x0.0x0.0x1/x",
    "hexadecimal last part": "https://127.0.0.0x1/x",
    "short form": "https://127.1/x",
    "a name that ends in a number": "https://issuer.1/x",
    "a name that ends in 0x": "https://issuer.0x/x",
    "IPv6 loopback": "https://[::1]/x",
    "IPv6 mapped": "https://[::ffff:127.0.0.1]/x",
    "localhost": "https://localhost/x",
    "a single word": "https://intranet/x",
    "a dot at the end": "https://issuer.example./x",
    "localhost with a dot": "https://localhost./x",
    "two dots": "https://issuer..example/x",
    "a dot before": "https://.issuer.example/x",
    "a hyphen before": "https://-issuer.example/x",
    "an underscore": "https://issuer_1.example/x",
    "an international name": "https://bücher.example/x",
    "a full-width dot": "https://127\u30020\u30020\u30021/x",
    "full-width digits": "https://１２７.0.0.1/x",
    "a percent sign in the host": "https://issuer%2eexample/x",
    "a long label": f"https://{'a' * 64}.example/x",
    "a long host": f"https://{'a.' * 130}example/x",
    "a long URL": f"https://issuer.example/{'a' * 2048}",
    "a new line": "https://issuer.example/x\r\nHost: other.example",
    "a new line in the host": "https://issuer.example\n/x",
    "a tab": "https://issuer.example/\tx",
    "a null": "https://issuer.example/\x00",
    "a space": "https://issuer.example/x y",
    "an umlaut in the path": "https://issuer.example/ü",
    "a mail port": "https://issuer.example:25/x",
    "a shell port": "https://issuer.example:22/x",
    "port 80": "https://issuer.example:80/x",
    "port zero": "https://issuer.example:0/x",
    "a port beyond": "https://issuer.example:65536/x",
    "a long port": "https://issuer.example:0000443/x",
    "an empty port": "https://issuer.example:/x",
    "a port of letters": "https://issuer.example:https/x",
    "two ports": "https://issuer.example:443:8443/x",
}


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED.keys())
def test_an_address_that_is_not_https_to_a_named_host_is_refused(url: str) -> None:
    with pytest.raises(UnavailableError) as caught:
        read_location(url)
    assert caught.value.code == "address_refused"


@pytest.mark.parametrize("target", REFUSED.values(), ids=REFUSED.keys())
def test_no_redirect_leads_where_the_address_itself_could_not(target: str) -> None:
    home = read_location("https://home.example/a/b")
    try:
        led = follow(home, target)
    except UnavailableError as error:
        assert error.code == "address_refused"  # noqa: PT017  # either is right
    else:  # what is no URL of its own is a path on the same host, or another host by its full name
        assert led.host in {"home.example", "issuer.example"}
        assert led.port == 443


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://issuer.example", Location("issuer.example", 443, "/")),
        ("HTTPS://Issuer.Example:443/x", Location("issuer.example", 443, "/x")),
        ("https://issuer.example:8443/a/did.json", Location("issuer.example", 8443, "/a/did.json")),
        ("https://issuer.example?list=3", Location("issuer.example", 443, "/?list=3")),
        ("https://issuer.example/s/1?x=1#94", Location("issuer.example", 443, "/s/1?x=1")),
        ("https://xn--bcher-kva.example/%C3%BC", Location("xn--bcher-kva.example", 443, "/%C3%BC")),
        ("https://issuer.example/@user:x", Location("issuer.example", 443, "/@user:x")),
    ],
)
def test_the_parts_of_an_address_are_read(url: str, location: Location) -> None:
    assert read_location(url) == location


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("/c", "https://issuer.example:8443/c"),
        ("c", "https://issuer.example:8443/a/c"),
        ("//other.example/c", "https://other.example/c"),
        ("https://other.example/c#x", "https://other.example/c"),
        ("?page=2", "https://issuer.example:8443/a/b?page=2"),
    ],
)
def test_a_redirect_is_read_relative_to_where_it_was_given(target: str, url: str) -> None:
    assert follow(read_location("https://issuer.example:8443/a/b"), target).url == url


@given(st.text(alphabet=string.printable + "ü。\u200b", max_size=60))
def test_whatever_is_read_is_plain_https_to_a_name_with_a_dot(rest: str) -> None:
    try:
        location = read_location(f"https://{rest}")
    except UnavailableError:
        return
    assert location.target.startswith("/")
    assert "." in location.host
    assert not set(location.host) - set(string.ascii_lowercase + string.digits + "-.")
    assert not location.host.rsplit(".", 1)[1].isdigit()
    assert read_location(location.url) == location


@given(st.text(max_size=60))
def test_any_text_as_a_redirect_is_followed_or_refused(target: str) -> None:
    try:
        assert follow(read_location("https://issuer.example/a"), target).url.startswith("https://")
    except UnavailableError as error:
        assert error.code == "address_refused"  # noqa: PT017  # either is right
