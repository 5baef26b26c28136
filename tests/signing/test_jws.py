import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.signing.base64url import encode_base64url
from certsvc.signing.json_text import LARGEST_CONTENT
from certsvc.signing.jwk import jwk_of
from certsvc.signing.jws import Jws, check_jws, is_compact_jws, parse_jws
from tests.signing.jose_tokens import (
    CLAIMS,
    a_key_of,
    a_token,
    an_rsa_key,
    encoded,
    failed,
    public_key_of,
    with_signature,
)


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        parse_jws(content)
    return caught.value.code


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    public = public_key_of(an_rsa_key()).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signing_input = encoded({"alg": "HS256"}) + b"." + encoded(CLAIMS)
    secret = hmac.new(public, signing_input, hashlib.sha256).digest()
    assert refused(signing_input + b"." + encode_base64url(secret)) == "jwt_algorithm"


@pytest.mark.parametrize(
    "alg",
    [
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        "HS256",
        "HS512",
        "ES512",
        "ES256K",
        "PS256",
        "RS1",
        "eddsa",
        "ES256 ",
        None,
        ["EdDSA"],
        {"EdDSA": 1},
        1,
        True,
    ],
)
def test_an_algorithm_that_cannot_be_relied_on_is_refused(alg: object) -> None:
    token = a_token(CLAIMS, header={"alg": alg})
    assert refused(token) == "jwt_algorithm"
    assert refused(token[: token.rindex(b".") + 1]) == "jwt_algorithm"


def test_a_token_without_algorithm_is_refused() -> None:
    assert refused(a_token(CLAIMS, header={"typ": "JWT"})) == "jwt_algorithm"


@pytest.mark.parametrize(
    "members",
    [{"crit": ["exp"]}, {"crit": []}, {"crit": None}, {"b64": False}, {"b64": True, "crit": ["b64"]}],
)
def test_a_token_that_asks_for_an_extension_is_refused(members: dict[str, Any]) -> None:
    assert refused(a_token(CLAIMS, **members)) == "jwt_critical"


def test_keys_and_addresses_in_the_header_are_not_looked_at() -> None:
    other = a_key_of(seed=2)
    jwk = jwk_of(public_key_of(other))
    token = a_token(
        CLAIMS, jwk=jwk, x5c=["AAAA"], jku="https://a.example/keys", x5u="https://a.example/c.pem"
    )
    check_jws(parse_jws(token), public_key_of(a_key_of()))
    assert failed(token, public_key_of(other)) == "signature_invalid"


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"EdDSA","alg":"none"}',
        b'{"alg":"none","alg":"EdDSA"}',
        b'{"alg":"EdDSA","\\u0061lg":"EdDSA"}',
        b'{"alg":"EdDSA"',
        b'["EdDSA"]',
        b'\xef\xbb\xbf{"alg":"EdDSA"}',
        b'{"alg":"EdDSA","x":"\xff"}',
        b'{"alg":"EdDSA","x":1e999}',
        b'{"alg":"EdDSA","x":' + b"[" * 100 + b"]" * 100 + b"}",
        b'{"alg":"EdDSA","x":"' + b"x" * 40_000 + b'"}',
        b"",
    ],
)
def test_a_header_that_has_no_one_meaning_is_refused(header: bytes) -> None:
    assert refused(a_token(CLAIMS, header=header)) == "jwt_malformed"


def test_a_token_has_one_text_only() -> None:
    token = a_token({"a": "?>?>~~~"}, key=a_key_of())
    protected, payload, signature = token.split(b".")
    assert b"_" in payload or b"-" in payload
    last = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    trailing = last[last.index(signature[-1]) + 1 : last.index(signature[-1]) + 2]
    for changed in (
        protected + b"=." + payload + b"." + signature,
        protected + b"." + payload + b"=." + signature,
        token + b"==",
        token[:-1] + trailing,
        token + b"\n",
        b" " + token,
        protected + b"." + payload[:4] + b"\r\n" + payload[4:] + b"." + signature,
        protected + b"." + payload.replace(b"_", b"/").replace(b"-", b"+") + b"." + signature,
        token + b".",
        b"." + token,
        protected + b".." + signature,
        protected + b"." + payload,
        "ё".encode() + token,
        b"",
        b"..",
    ):
        assert refused(changed) == "jwt_malformed"


def test_a_token_of_more_than_a_megabyte_is_refused() -> None:
    with pytest.raises(TooLargeError):
        parse_jws(a_token(b"x" * LARGEST_CONTENT))


def test_a_huge_signature_is_refused_before_it_is_decoded() -> None:
    assert refused(with_signature(a_token(CLAIMS), bytes(100_000))) == "jwt_malformed"


@given(st.binary(max_size=200) | st.text(alphabet="eyJ{}.-_=AB", max_size=60).map(str.encode))
def test_any_bytes_are_a_token_or_our_own_error(content: bytes) -> None:
    try:
        assert isinstance(parse_jws(content), Jws)
    except InvalidInputError as error:
        assert error.code in {"jwt_malformed", "jwt_algorithm", "jwt_critical"}  # noqa: PT017  # any bytes


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (a_token(CLAIMS), True),
        (a_token(CLAIMS, header=b'{ "alg":"EdDSA"}'), True),
        (a_token(CLAIMS, header=b'{\r\n"alg":"EdDSA"}'), True),
        (a_token(CLAIMS, header={"alg": "none"}), True),
        (a_token(CLAIMS) + b"==", True),  # recognised, so that what is wrong with it can be told
        (a_token(CLAIMS) + b"\n", False),
        (a_token(CLAIMS) + b".AA.AA", False),  # five parts: encrypted
        (a_token(CLAIMS) + b"~", False),  # selective disclosure
        (b'{"a":1}', False),
        (b"www.example.org", False),
        (b"1.2.3", False),
        (b"example.co.uk", False),
        (b"eyes.example.org", False),
        (b"", False),
    ],
)
def test_a_token_is_told_by_its_form(content: bytes, is_one: bool) -> None:  # noqa: FBT001  # a table's column
    assert is_compact_jws(content) is is_one
