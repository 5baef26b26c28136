import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.signing.did_web import did_web_url


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com%3a3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:localhost%3A8000:centres:NG", "https://localhost:8000/centres/NG/did.json"),
        ("did:web:Example.ORG:Path", "https://example.org/Path/did.json"),
        ("did:web:xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com/.well-known/did.json"),
        ("did:web:example.org:a_b-c.d", "https://example.org/a_b-c.d/did.json"),
        ("did:web:example.org:%C3%A9", "https://example.org/%C3%A9/did.json"),
        ("did:web:1.example.org", "https://1.example.org/.well-known/did.json"),
        ("did:web:3com.com", "https://3com.com/.well-known/did.json"),
    ],
)
def test_the_document_stands_where_the_method_says(did: str, url: str) -> None:
    assert did_web_url(did) == url


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:web",
        "did:web:",
        "did:key:z6Mk",
        "DID:WEB:example.org",
        "did:web:example.org:",
        "did:web::example.org",
        "did:web:example.org::a",
        "did:web:example.org#key",
        "did:web:example.org?a=b",
        "did:web:example.org/a",
        "did:web:example.org\n",
        "did:web:exämple.org",
        "did:web:example.org.",
        "did:web:.example.org",
        "did:web:example..org",
        "did:web:-example.org",
        "did:web:example-.org",
        "did:web:exam_ple.org",
        "did:web:" + "a" * 64 + ".org",
        "did:web:" + "a." * 127 + "org",
        "did:web:example.org:" + "a" * 2000,
        # addresses of numbers
        "did:web:127.0.0.1",
        "did:web:127.1",
        "did:web:2130706433",
        "did:web:0x7f000001",
        "did:web:0x7f.1",
        "did:web:0x",
        "did:web:0177.0.0.01",
        "did:web:127.0.0.1%3A80",
        "did:web:%5B%3A%3A1%5D",
        "did:web:[::1]",
        # the host
        "did:web:user%40example.org",
        "did:web:user%3Apw%40example.org",
        "did:web:example.org%2Fpath",
        "did:web:example.org%23",
        "did:web:ex%61mple.org",
        "did:web:example.org%3A",
        "did:web:example.org%3A0",
        "did:web:example.org%3A080",
        "did:web:example.org%3A65536",
        "did:web:example.org%3A-1",
        "did:web:example.org%3A80%3A80",
        "did:web:example.org%3Aabc",
        # the path
        "did:web:example.org:..",
        "did:web:example.org:.",
        "did:web:example.org:a:..:b",
        "did:web:example.org:%2e%2e",
        "did:web:example.org:%2E.",
        "did:web:example.org:a%2Fb",
        "did:web:example.org:a%2fb",
        "did:web:example.org:a%5Cb",
        "did:web:example.org:a%3Fb",
        "did:web:example.org:a%23b",
        "did:web:example.org:%252e%252e",
        "did:web:example.org:a%00b",
        "did:web:example.org:a%0D%0Ab",
        "did:web:example.org:a%20b",
        "did:web:example.org:a%7Fb",
        "did:web:example.org:%FF",
        "did:web:example.org:a%",
        "did:web:example.org:a%4",
        "did:web:example.org:a%ZZ",
        "did:web:example.org:a b",
        "did:web:example.org:@evil.example",
    ],
)
def test_what_breaks_the_method_s_rules_is_refused(did: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        did_web_url(did)
    assert caught.value.code == "did_document_malformed"


@given(st.text(max_size=60) | st.text(alphabet="abz019.-_:%23AFaf/\\@#?[] \n", max_size=60))
def test_any_did_has_an_address_of_its_host_or_our_own_error(rest: str) -> None:
    try:
        url = did_web_url(f"did:web:{rest}")
    except InvalidInputError as error:
        assert error.code == "did_document_malformed"  # noqa: PT017  # any text: most are refused
    else:
        host = rest.partition(":")[0].lower().replace("%3a", ":")
        assert url.startswith(f"https://{host}/")
        assert url.endswith("/did.json")
        assert not {"..", "."} & set(url.split("/"))
