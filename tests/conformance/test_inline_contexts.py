"""Verifiable Credentials Data Model 2.0, 4.3, and Data Integrity 1.0, 2.4.1: words that a document defines.

They are allowed, and must not hide what is signed from whoever reads the JSON.
"""

import pytest

from certsvc.credentials.contexts import CREDENTIALS_V2
from tests.conformance.posting import (
    EDDSA_JCS,
    EDDSA_RDFC,
    SUITES,
    Caller,
    Document,
    a_did_key,
    a_presentation,
    foreign_credential,
    shown,
    signed,
)

WORDS = {"Example": "https://example.org/#Example", "shoeSize": "https://example.org/#shoeSize"}
WITH_WORDS: Document = {
    "context": [CREDENTIALS_V2, WORDS],
    "type_": ["VerifiableCredential", "Example"],
    "credentialSubject": {"id": "did:example:subject", "shoeSize": "42"},
}


@pytest.mark.parametrize("cryptosuite", SUITES)
def test_a_document_may_define_words(house: Caller, cryptosuite: str) -> None:
    """VCDM 4.3: subsequent items MUST be any combination of URLs and objects processable as contexts."""
    document = house.issued(house.credential(**WITH_WORDS), cryptosuite=cryptosuite)
    assert document["@context"] == [CREDENTIALS_V2, WORDS]
    assert house.verify(document).is_good


@pytest.mark.parametrize("member", ["credentialStatus", "termsOfUse", "evidence"])
def test_a_part_may_have_a_type_that_the_document_defines(house: Caller, member: str) -> None:
    """VCDM 4.5: types MUST be terms or absolute URLs."""
    part = {"id": "did:example:part", "type": "Example"}
    assert house.issue(house.credential(context=[CREDENTIALS_V2, WORDS], **{member: part})).status == 201


@pytest.mark.parametrize("cryptosuite", [EDDSA_RDFC, EDDSA_JCS])
def test_a_presentation_may_define_words(house: Caller, cryptosuite: str) -> None:
    """VCDM 4.3, of presentations."""
    other = a_did_key(9)
    presentation = a_presentation(
        signed(foreign_credential(other), other),
        context=[CREDENTIALS_V2, WORDS],
        type_=["VerifiablePresentation", "Example"],
    )
    assert house.verify_presentation(shown(presentation, cryptosuite=cryptosuite)).is_good


def test_the_meaning_of_a_word_is_signed(house: Caller) -> None:
    """DI 2.4.1, 4.4: another definition is another document."""
    document = house.issued(house.credential(**WITH_WORDS))
    for change in (
        {**WORDS, "shoeSize": "https://example.org/#hatSize"},
        {**WORDS, "Example": "https://example.org/#Another"},
        {"Example": WORDS["Example"]},
    ):
        assert house.verify({**document, "@context": [CREDENTIALS_V2, change]}).status == 400


END = "https://www.w3.org/2018/credentials#validUntil"
HIDING = [
    {"until": END},
    {"until": {"@id": END, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}},
    {"cred": "https://www.w3.org/2018/credentials#", "cred:validUntil": END},
    {"validUntil": "https://example.org/#until"},
    {"validUntil": None},
    {"@vocab": "https://www.w3.org/2018/credentials#"},
    {"@base": "https://example.org/"},
    {"@import": CREDENTIALS_V2},
    {"@propagate": False},
]


@pytest.mark.parametrize("words", HIDING, ids=str)
def test_a_word_that_could_hide_a_member_is_refused(house: Caller, words: Document) -> None:
    """DI 2.4.1: an expired credential does not become one without an end because its end has another name."""
    document = signed(foreign_credential(validUntil="2024-01-01T00:00:00Z"))
    assert house.verify(document).reasons == {"expired"}
    end = document.pop("validUntil")
    document["@context"] = [CREDENTIALS_V2, words]
    for name in ("until", "cred:validUntil", "validUntil"):
        assert house.verify({**document, name: end}).status == 400
        typed = {"@value": end, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
        assert house.verify({**document, name: typed}).status == 400
    assert house.issue(house.credential(context=[CREDENTIALS_V2, words])).status == 400


def test_definitions_written_as_a_text_are_no_context(house: Caller) -> None:
    """VCDM 4.3: an item that is a text MUST be a URL."""
    document = house.issued(house.credential(**WITH_WORDS))
    written = '{"Example":"https://example.org/#Example","shoeSize":"https://example.org/#shoeSize"}'
    assert house.verify({**document, "@context": [CREDENTIALS_V2, written]}).status == 400
    assert house.issue(house.credential(**{**WITH_WORDS, "context": [CREDENTIALS_V2, written]})).status == 400


@pytest.mark.parametrize("words", [{"until": END}, WORDS, {"Achievement": "https://example.org/#A"}], ids=str)
def test_a_part_of_a_document_defines_no_words(house: Caller, words: Document) -> None:
    """DI 2.4.1: what a word means does not depend on where in the document it stands."""
    document = signed(foreign_credential())
    document["credentialSubject"] = {"@context": words, **document["credentialSubject"]}
    assert house.verify(document).status == 400
    subject = {"@context": words, "name": "Alice"}
    assert house.issue(house.credential(credentialSubject=subject)).status == 400
