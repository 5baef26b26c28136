from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import write_json
from certsvc.signing.jwk import jwk_of
from certsvc.signing.vc_jwt import VcJwt, read_vc_jwt
from tests.signing.carried_documents import CREDENTIAL, OLD, PRESENTATION, REGISTERED, SUBJECT, without
from tests.signing.jose_tokens import ISSUER, a_key_of, a_parsed_token


def read(claims: dict[str, Any], **header: Any) -> VcJwt:  # noqa: ANN401  # header parameters
    return read_vc_jwt(a_parsed_token(claims, **header))


def refused(claims: dict[str, Any] | bytes, **header: Any) -> str:  # noqa: ANN401  # header parameters
    jws = a_parsed_token(claims, **header)
    with pytest.raises(InvalidInputError) as caught:
        read_vc_jwt(jws)
    return caught.value.code


# flat, as the Recommendation has it


def test_a_flat_credential_needs_none_of_the_token_s_own_claims() -> None:
    said = read(CREDENTIAL, typ="vc+jwt")
    assert said.document == CREDENTIAL
    assert (said.key_id, said.issued_at, said.not_before, said.expires_at) == (None, None, None, None)


def test_the_token_s_own_claims_are_no_members_of_a_flat_credential() -> None:
    own = {"iat": 1, "aud": ["a", "b"], "cnf": {"kid": "x"}, "nonce": "n"}
    said = read({**CREDENTIAL, **REGISTERED, **own}, typ="vc+jwt")
    assert said.document == CREDENTIAL
    assert said.claims == {**CREDENTIAL, **REGISTERED, **own}


@pytest.mark.parametrize("claim", ["iss", "jti", "sub"])
@pytest.mark.parametrize("header", [{"typ": "vc+jwt"}, {"typ": "JWT"}, {}])
def test_a_claim_that_contradicts_a_flat_credential_is_refused(claim: str, header: dict[str, Any]) -> None:
    assert refused({**CREDENTIAL, claim: "did:web:other.example"}, **header) == "jwt_claims"


def test_what_a_flat_credential_leaves_out_is_not_made_up() -> None:
    bare = without(CREDENTIAL, "issuer", "id")
    assert read({**bare, **REGISTERED}, typ="vc+jwt").document == bare


def test_a_recommended_token_has_a_time_of_its_own_for_its_signature() -> None:
    said = read({**CREDENTIAL, "nbf": 1_800_000_000, "exp": 1_800_000_100}, typ="application/VC+JWT")
    assert said.document == CREDENTIAL
    assert said.not_before == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert said.expires_at == datetime(2027, 1, 15, 8, 1, 40, tzinfo=UTC)


# flat, as Open Badges 3.0 has it: the times of the token are those of the badge


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {}])
@pytest.mark.parametrize("claim", ["nbf", "exp"])
def test_the_dates_of_an_open_badges_token_are_those_of_its_badge(claim: str, header: dict[str, Any]) -> None:
    assert read({**CREDENTIAL, **REGISTERED}, **header).document == CREDENTIAL
    assert refused({**CREDENTIAL, **REGISTERED, claim: REGISTERED[claim] + 1}, **header) == "jwt_claims"


def test_a_badge_without_end_takes_it_from_its_token() -> None:
    said = read({**without(CREDENTIAL, "validUntil"), **REGISTERED}, typ="JWT")
    assert said.document["validUntil"] == "2029-12-31T19:00:00Z"


def test_the_fraction_of_a_second_is_no_contradiction() -> None:
    read({**CREDENTIAL, "validFrom": "2026-01-02T03:04:05.750Z", "nbf": 1767323045}, typ="JWT")
    read({**CREDENTIAL, "nbf": 1767323045.25}, typ="JWT")


def test_a_key_in_the_header_is_handed_on_as_it_stands() -> None:
    jwk = jwk_of(a_key_of(seed=9).private_key.public_key())
    assert read(CREDENTIAL, jwk=jwk, kid="https://issuer.example/keys#1").embedded_jwk == jwk
    assert read(CREDENTIAL, kid="https://issuer.example/keys#1").key_id == "https://issuer.example/keys#1"


# in a claim of its own: VC Data Model 1.1, section 6.3.1


def test_a_credential_of_the_old_model_stands_in_the_claim_vc() -> None:
    said = read({**REGISTERED, "vc": OLD}, typ="JWT")
    assert said.document == OLD
    assert said.data_model == 1


def test_what_the_claim_vc_leaves_out_the_token_says() -> None:
    bare = without(OLD, "id", "issuer", "issuanceDate", "expirationDate") | {
        "credentialSubject": {"degree": "x"}
    }
    said = read({**REGISTERED, "vc": bare})
    assert said.document == OLD
    assert said.claims["vc"] == bare


def test_a_named_issuer_and_a_single_subject_in_a_list_get_their_ids() -> None:
    bare = OLD | {"issuer": {"name": "N"}, "credentialSubject": [{"degree": "x"}]}
    document = read({**REGISTERED, "vc": bare}).document
    assert document["issuer"] == {"name": "N", "id": ISSUER}
    assert document["credentialSubject"] == [{"degree": "x", "id": SUBJECT}]


def test_of_several_subjects_one_is_the_token_s() -> None:
    subjects = [{"id": "did:example:a"}, {"id": SUBJECT}]
    assert (
        read({**REGISTERED, "vc": OLD | {"credentialSubject": subjects}}).document["credentialSubject"]
        == subjects
    )
    wrong: list[object] = [subjects[:1] * 2, [], [{}, {}], "did:example:a", None, [SUBJECT, SUBJECT]]
    for others in wrong:
        assert refused({**REGISTERED, "vc": OLD | {"credentialSubject": others}}) == "jwt_claims"


def test_the_new_model_in_the_claim_vc_is_filled_with_its_own_dates() -> None:
    said = read({**REGISTERED, "vc": without(CREDENTIAL, "validFrom", "validUntil")})
    assert said.document["validFrom"] == "2026-01-02T03:04:05Z"
    assert said.document["validUntil"] == "2029-12-31T19:00:00Z"
    assert said.data_model == 2


@pytest.mark.parametrize(
    "contradiction",
    [
        {"id": "https://issuer.example/credentials/2"},
        {"id": None},
        {"id": ["https://issuer.example/credentials/1"]},
        {"issuer": "did:web:other.example"},
        {"issuer": {"id": "did:web:other.example"}},
        {"issuer": {"id": None}},
        {"issuer": [ISSUER]},
        {"issuer": None},
        {"credentialSubject": {"id": "did:example:other"}},
        {"credentialSubject": [{"id": "did:example:other"}]},
        {"issuanceDate": "2026-01-02T03:04:06Z"},
        {"issuanceDate": "2026-01-02T03:04:05"},
        {"issuanceDate": "yesterday"},
        {"issuanceDate": 1767323045},
        {"issuanceDate": None},
        {"expirationDate": "2040-01-01T00:00:00Z"},
        {"expirationDate": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_credential_that_its_token_contradicts_is_refused(contradiction: dict[str, Any]) -> None:
    assert refused({**REGISTERED, "vc": OLD | contradiction}) == "jwt_claims"


def test_claims_of_documents_inside_a_document_are_its_own_business() -> None:
    inner = OLD | {"iss": "did:web:other.example", "exp": "never"}
    assert read({**REGISTERED, "vc": inner}).document["iss"] == "did:web:other.example"


# presentations


def test_a_presentation_is_read_flat_or_from_the_claim_vp() -> None:
    for claims, header in (
        ({**PRESENTATION, "holder": SUBJECT, "iss": SUBJECT, "aud": "us", "nonce": "n"}, {"typ": "vp+jwt"}),
        ({"vp": {**PRESENTATION, "holder": SUBJECT}, "iss": SUBJECT, "nonce": "n"}, {"typ": "JWT"}),
        ({"vp": PRESENTATION, "iss": SUBJECT, "nonce": "n"}, {}),
    ):
        said = read(claims, **header)
        assert said.document == {**PRESENTATION, "holder": SUBJECT}
        assert said.claims["nonce"] == "n"


def test_the_times_of_a_presentation_are_its_token_s_alone() -> None:
    said = read({"vp": PRESENTATION, "iss": SUBJECT, "nbf": 1, "exp": 2, "jti": "urn:uuid:1"})
    assert said.document == {**PRESENTATION, "holder": SUBJECT, "id": "urn:uuid:1"}
    assert said.expires_at == datetime(1970, 1, 1, 0, 0, 2, tzinfo=UTC)


def test_a_holder_who_did_not_sign_is_a_contradiction() -> None:
    for claims in (
        {**PRESENTATION, "holder": "did:example:other", "iss": SUBJECT},
        {"vp": {**PRESENTATION, "holder": {"id": "did:example:other"}}, "iss": SUBJECT},
    ):
        assert refused(claims) == "jwt_claims"


# what is neither


@pytest.mark.parametrize(
    "claims",
    [
        {"vc": OLD, "vp": PRESENTATION},
        {"vc": None},
        {"vc": [OLD]},
        {"vc": "eyJ"},
        {"vp": OLD},
        {"vc": PRESENTATION},
        {"vc": without(OLD, "type")},
        {**CREDENTIAL, "vc": OLD},
        {"vc": OLD, "credentialSubject": {}},
        {"vc": OLD, "@context": []},
        {**CREDENTIAL, "iss": {"id": ISSUER}},
        {**CREDENTIAL, "iss": None},
        {**CREDENTIAL, "jti": 1},
        {**CREDENTIAL, "sub": [SUBJECT]},
        {**CREDENTIAL, "iat": "2026-01-01T00:00:00Z"},
        {**CREDENTIAL, "iat": True},
        {**CREDENTIAL, "nbf": None},
        {**CREDENTIAL, "exp": 1e300},
        {**CREDENTIAL, "exp": 10**30},
        {**CREDENTIAL, "exp": -(10**15)},
        {**CREDENTIAL, "exp": []},
    ],
)
def test_claims_of_another_form_are_refused(claims: dict[str, Any]) -> None:
    assert refused(claims) == "jwt_malformed"
    assert refused(claims, typ="vc+jwt") == "jwt_malformed"


@pytest.mark.parametrize(
    "header",
    [{"kid": 1}, {"kid": ["a"]}, {"kid": {}}, {"jwk": "key"}, {"jwk": [1]}, {"typ": 1}, {"typ": ["JWT"]}],
)
def test_a_header_of_another_form_is_refused(header: dict[str, Any]) -> None:
    assert refused(CREDENTIAL, **header) == "jwt_malformed"


def test_a_token_carries_what_its_typ_says() -> None:
    assert refused(CREDENTIAL, typ="vp+jwt") == "jwt_malformed"
    assert refused(PRESENTATION, typ="vc+jwt") == "jwt_malformed"
    assert refused({"vp": PRESENTATION}, typ="vc+jwt") == "jwt_malformed"


def test_another_typ_and_other_content_are_read_and_left_to_the_check_of_structure() -> None:
    assert read({"name": "x"}, typ="at+jwt").document == {"name": "x"}


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"not json", "not_json"),
        (b"[]", "not_an_object"),
        (b'{"iss":"a","iss":"b"}', "duplicate_member"),
        (b'{"a":1e999}', "number_out_of_range"),
        (b'{"a":"\\ud800"}', "lone_surrogate"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (b"\xff", "not_utf8"),
        (b"[" * 100, "too_deep"),
    ],
)
def test_claims_without_one_meaning_are_refused(payload: bytes, code: str) -> None:
    assert refused(payload) == code


claim_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.just(OLD),
    st.just([OLD]),
    st.just(PRESENTATION),
    st.just({"id": ISSUER}),
)


@given(
    st.dictionaries(
        st.sampled_from([*CREDENTIAL, *REGISTERED, "iat", "vc", "vp", "holder", "issuanceDate"]), claim_values
    ),
    st.dictionaries(st.sampled_from(["typ", "kid", "jwk", "cty"]), claim_values),
)
def test_any_claims_are_read_or_refused_with_our_own_error(
    claims: dict[str, Any], header: dict[str, Any]
) -> None:
    jws = a_parsed_token(write_json(claims), **header)
    try:
        said = read_vc_jwt(jws)
    except InvalidInputError as error:
        assert error.code in {"jwt_claims", "jwt_malformed", "number_out_of_range"}  # noqa: PT017  # any claims
    else:
        assert isinstance(said.document, dict)
