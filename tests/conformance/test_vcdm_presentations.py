"""Verifiable Credentials Data Model 2.0, sections 4.12 and 4.13: presentations and envelopes."""

from typing import Any

import pytest

from certsvc.credentials.contexts import CREDENTIALS_V2, DATA_INTEGRITY_V2
from tests.conformance.posting import (
    LEFT_OUT,
    Caller,
    a_did_key,
    a_presentation,
    foreign_credential,
    shown,
    signed,
)

OTHER = a_did_key(9)


def a_shown_credential(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """A presentation, signed, of a credential that somebody else signed."""
    return shown(a_presentation(signed(foreign_credential(OTHER), OTHER), **members))


def refused(house: Caller, presentation: object) -> bool:
    answer = house.verify_presentation(presentation)
    return answer.status == 400 and answer.body["verified"] is False


def test_a_presentation_of_a_credential_is_verified(house: Caller) -> None:
    """4.13, 7.1."""
    answer = house.verify_presentation(a_shown_credential())
    assert (answer.status, answer.body["verified"]) == (200, True), answer.body


def test_a_presentation_of_what_this_service_issued_is_verified(house: Caller) -> None:
    """4.13, 7.1."""
    presentation = shown(a_presentation(house.issued(), signed(foreign_credential(OTHER), OTHER)))
    assert house.verify_presentation(presentation).is_good


def test_a_presentation_need_not_hold_a_credential(house: Caller) -> None:
    """4.13: the verifiableCredential property MAY be present."""
    assert house.verify_presentation(shown(a_presentation())).is_good


def test_an_id_of_a_presentation_is_one_url(house: Caller) -> None:
    """4.13: if present, the guidance for identifiers MUST be followed."""
    assert house.verify_presentation(
        a_shown_credential(id="urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008")
    ).is_good
    for identifier in ("no url", 7, ["urn:a:b", "urn:a:c"], None):
        presentation = a_presentation(id=identifier)
        assert refused(house, shown(presentation, cryptosuite="eddsa-jcs-2022")), identifier


@pytest.mark.parametrize(
    "types",
    [["VerifiablePresentation", "https://example.org/#More"], "VerifiablePresentation"],
    ids=str,
)
def test_a_presentation_may_have_more_types(house: Caller, types: object) -> None:
    """4.13: one value of type MUST be VerifiablePresentation; others MAY be included."""
    assert house.verify_presentation(a_shown_credential(type_=types)).is_good


@pytest.mark.parametrize(
    "types", [LEFT_OUT, [], "https://example.org/#More", 7, ["VerifiableCredential"]], ids=str
)
def test_what_is_not_typed_as_a_presentation_is_refused(house: Caller, types: object) -> None:
    """4.5, 4.13: the type property MUST be present, with the value VerifiablePresentation."""
    presentation = a_presentation(signed(foreign_credential(OTHER), OTHER), type_=types)
    assert refused(house, shown(presentation, cryptosuite="eddsa-jcs-2022"))


@pytest.mark.parametrize(
    "contexts",
    [
        *(LEFT_OUT, [], [DATA_INTEGRITY_V2], [DATA_INTEGRITY_V2, CREDENTIALS_V2]),
        *([CREDENTIALS_V2, 123192875], [CREDENTIALS_V2, "https ://not-a-url/contexts/example/v1"]),
    ],
    ids=str,
)
def test_a_presentation_has_the_base_context_first(house: Caller, contexts: object) -> None:
    """4.3: presentations MUST include @context, an ordered set whose first item is the base context."""
    presentation = a_presentation(
        signed(foreign_credential(OTHER), OTHER), context=contexts or [CREDENTIALS_V2]
    )
    assert refused(
        house, shown(presentation, cryptosuite="eddsa-jcs-2022") | ({} if contexts else {"@context": []})
    )


def test_a_context_that_is_changed_afterwards_is_refused(house: Caller) -> None:
    """4.3: of a signed presentation, each item MUST be processable as a JSON-LD context."""
    for wrong in ("https://example.com", "https ://not-a-url/contexts/example/v1", 123192875):
        presentation = a_shown_credential(context=[CREDENTIALS_V2, DATA_INTEGRITY_V2])
        presentation["@context"][1] = wrong
        assert refused(house, presentation)


@pytest.mark.parametrize("credential", [7, "https://example.org/credential", None, [], True], ids=str)
def test_what_is_presented_are_objects(house: Caller, credential: object) -> None:
    """4.13: values of verifiableCredential MUST NOT be non-object values such as numbers, strings or URLs."""
    assert refused(house, shown(a_presentation(credential), cryptosuite="eddsa-jcs-2022"))


def test_a_holder_is_a_url_or_an_object_with_one(house: Caller) -> None:
    """4.13: if present, the value of holder MUST be a URL or an object containing an id."""
    did = a_did_key().issuer
    for holder in (did, {"id": did}, {"id": did, "name": "Alice"}):
        assert house.verify_presentation(a_shown_credential(holder=holder)).is_good, holder
    for wrong in ({"name": "Alice"}, {"id": None}, 7, "no url"):
        presentation = {**a_presentation(), "holder": wrong}
        assert refused(house, shown(presentation, cryptosuite="eddsa-jcs-2022")), wrong


def test_a_holder_signs_her_presentation_herself(house: Caller) -> None:
    """4.13: the holder that is named is who can have signed it."""
    presentation = a_presentation(signed(foreign_credential(OTHER), OTHER))
    assert refused(house, shown(presentation, OTHER))


def test_one_bad_credential_spoils_the_presentation(house: Caller) -> None:
    """4.13, 7.1."""
    altered = signed(foreign_credential(OTHER), OTHER)
    altered["credentialSubject"] = {"name": "Mallory"}
    answer = house.verify_presentation(
        shown(a_presentation(signed(foreign_credential(OTHER), OTHER), altered))
    )
    assert answer.status == 400
    assert any("verifiableCredential[1]" in error for error in answer.body["errors"])


def test_a_self_asserted_credential_needs_its_issuer_as_holder(house: Caller) -> None:
    """4.13.3: a presentation that includes a self-asserted credential MUST include a holder, its issuer."""
    own = foreign_credential(a_did_key())  # secured by nothing but the presentation's own proof
    assert house.verify_presentation(shown(a_presentation(own))).is_good
    without = a_presentation(own, holder=None)
    del without["holder"]
    assert refused(house, shown(without))
    assert refused(house, shown(a_presentation(own, holder="did:example:acme")))
    assert refused(house, shown(a_presentation({**own, "issuer": "did:example:acme"})))


@pytest.mark.parametrize("value", ["z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh", None, "", 7])
def test_a_presentation_with_a_wrong_proof_is_refused(house: Caller, value: object) -> None:
    """7.1: a conforming verifier MUST run the algorithm of verification."""
    presentation = a_shown_credential()
    presentation["proof"]["proofValue"] = value
    assert refused(house, presentation)


def test_a_presentation_that_nobody_signed_is_not_verified(house: Caller) -> None:
    """1.3: a conforming document MUST be secured by at least one securing mechanism."""
    assert refused(house, a_presentation(signed(foreign_credential(OTHER), OTHER)))


def test_a_challenge_and_a_domain_are_answered(house: Caller) -> None:
    """Data Integrity 1.0, 2.1 and 4.4: proofs that do not match what was expected are refused."""
    presentation = a_presentation(signed(foreign_credential(OTHER), OTHER))
    answering = shown(presentation, challenge="1235abcd6789", domain="domain.example")
    assert house.verify_presentation(answering, challenge="1235abcd6789", domain="domain.example").is_good
    assert house.verify_presentation(answering).is_good
    wrong = house.verify_presentation(answering, challenge="another", domain="domain.example")
    assert (wrong.status, wrong.types) == (
        400,
        {"https://w3id.org/security#INVALID_CHALLENGE_ERROR"} | wrong.types,
    )
    assert not house.verify_presentation(
        answering, challenge="1235abcd6789", domain="elsewhere.example"
    ).is_good
    assert not house.verify_presentation(shown(presentation), challenge="1235abcd6789").is_good


def test_a_credential_is_no_presentation_nor_the_other_way_round(house: Caller) -> None:
    """4.13: each is verified as what it is."""
    assert refused(house, house.issued())
    assert house.verify(a_shown_credential()).status == 400


ENVELOPE = {
    "@context": [CREDENTIALS_V2],
    "id": "data:application/vc+jwt,",
    "type": "EnvelopedVerifiableCredential",
}


@pytest.mark.parametrize(
    "change",
    [
        {"@context": []},
        {"@context": "https://www.w3.org/ns/credentials/examples/v2"},
        {"@context": LEFT_OUT},
        {"id": "eyJhbGciOiJub25lIn0.e30."},
        {"id": LEFT_OUT},
        {"type": LEFT_OUT},
        {"type": "VerifiableCredential"},
        {"type": ["VerifiablePresentation"]},
    ],
    ids=str,
)
def test_an_envelope_has_its_context_its_type_and_a_data_url(
    house: Caller, token: str, change: dict[str, Any]
) -> None:
    """4.12.1: @context MUST be present, id MUST be a data: URL, type MUST be that of an envelope."""
    good = {**ENVELOPE, "id": f"data:application/vc+jwt,{token}"}
    assert house.verify(good).is_good
    changed = {name: value for name, value in {**good, **change}.items() if value is not LEFT_OUT}
    assert house.verify(changed).status == 400


def test_an_envelope_in_a_presentation_is_opened(house: Caller, token: str) -> None:
    """4.13: values of verifiableCredential MUST be credentials or enveloped credentials."""
    presentation = shown(a_presentation({**ENVELOPE, "id": f"data:application/vc+jwt,{token}"}))
    assert house.verify_presentation(presentation).is_good
