"""Verifiable Credentials Data Model 2.0, sections 1.3 and 4.3 to 4.9: what every credential has.

One test for each statement with MUST that an issuer or a verifier can be held to.
"""

from typing import Any

import pytest

from certsvc.credentials.contexts import CREDENTIALS_V2, DATA_INTEGRITY_V2
from tests.conformance.posting import LEFT_OUT, Caller, foreign_credential, signed

URL_TYPE = "https://example.org/#ExampleCredential"


def test_an_issued_credential_has_every_required_member_and_is_secured(house: Caller) -> None:
    """1.3: a conforming issuer MUST include all required properties, and MUST secure what it produces."""
    document = house.issued()
    assert {"@context", "type", "issuer", "credentialSubject", "proof"} <= document.keys()


def test_a_verifier_verifies_what_was_issued(house: Caller) -> None:
    """1.3: a conforming verifier MUST perform verification on a conforming document."""
    answer = house.verify(house.issued(), checks=["proof"])
    assert (answer.status, answer.body["verified"]) == (200, True)


@pytest.mark.parametrize("document", [{"type": ["NonconformingDocument"]}, {}, {"proof": {}}])
def test_a_verifier_produces_errors_for_what_is_no_credential(house: Caller, document: object) -> None:
    """1.3: a conforming verifier MUST produce errors when non-conforming documents are detected."""
    for answer in (house.verify(document), house.verify_presentation(document)):
        assert answer.status == 400
        assert answer.body["verified"] is False
        assert answer.body["errors"]


def test_an_issuer_keeps_the_contexts_and_their_order(house: Caller) -> None:
    """4.3: a verifiable credential MUST include @context, an ordered set that begins with the base one."""
    contexts = [CREDENTIALS_V2, DATA_INTEGRITY_V2]
    assert house.issued(house.credential(context=contexts))["@context"] == contexts


NO_CONTEXTS: list[Any] = [
    LEFT_OUT,
    [],
    None,
    CREDENTIALS_V2.replace("v2", "v3"),
    [DATA_INTEGRITY_V2, CREDENTIALS_V2],
    [DATA_INTEGRITY_V2],
    [CREDENTIALS_V2, "https://example.com"],
    [CREDENTIALS_V2, "https ://not-a-url/contexts/example/v1"],
    [CREDENTIALS_V2, 123192875],
    [CREDENTIALS_V2, None],
    [CREDENTIALS_V2, [DATA_INTEGRITY_V2]],
    [CREDENTIALS_V2, CREDENTIALS_V2],
]


@pytest.mark.parametrize("contexts", NO_CONTEXTS, ids=str)
def test_what_is_no_ordered_set_of_contexts_is_not_issued(house: Caller, contexts: object) -> None:
    """4.3: the first item MUST be the base context, the rest processable as JSON-LD contexts."""
    assert house.issue(house.credential(context=contexts)).status == 400


@pytest.mark.parametrize(
    "contexts", [LEFT_OUT, [], [DATA_INTEGRITY_V2, CREDENTIALS_V2], [DATA_INTEGRITY_V2]], ids=str
)
def test_what_has_no_base_context_first_is_not_verified(house: Caller, contexts: object) -> None:
    """4.3, of a verifier. The proof is of a suite that needs no context, so that it is not what fails."""
    document = signed(foreign_credential(context=contexts or [CREDENTIALS_V2]), cryptosuite="eddsa-jcs-2022")
    if not contexts:
        document["@context"] = contexts
    assert house.verify(document).status == 400


@pytest.mark.parametrize(
    "contexts", [[CREDENTIALS_V2, 123192875], [CREDENTIALS_V2, "https ://not-a-url"]], ids=str
)
def test_what_is_no_context_is_not_verified(house: Caller, contexts: object) -> None:
    """4.3: subsequent items MUST be URLs or objects that are processable as JSON-LD contexts."""
    document = signed(foreign_credential(context=contexts), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


def test_a_word_of_the_base_context_is_not_redefined(house: Caller) -> None:
    """5.2.1: a processor MUST produce an error when a context redefines a term of the active context."""
    bad = {"VerifiableCredential": "https://example.org/#BadVerifiableCredential"}
    assert house.issue(house.credential(context=[CREDENTIALS_V2, bad])).status == 400
    protected = {"@protected": True, "Word": "https://example.org/#Word"}
    twice = [CREDENTIALS_V2, protected, {"Word": "https://example.org/#Bad"}]
    answer = house.issue(house.credential(context=twice, type_=["VerifiableCredential", "Word"]))
    assert answer.status == 400


@pytest.mark.parametrize(
    "identifier", ["urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008", "https://example.org/a"]
)
def test_an_id_that_is_one_url_is_issued(house: Caller, identifier: str) -> None:
    """4.4: if present, the value of id MUST be a single URL."""
    assert house.issued(house.credential(id=identifier))["id"] == identifier


@pytest.mark.parametrize(
    "identifier", [None, "", "not a url", 7, ["urn:a:b", "urn:a:c"], {"id": "urn:a:b"}], ids=str
)
def test_an_id_that_is_not_one_url_is_refused_everywhere(house: Caller, identifier: object) -> None:
    """4.4: if present, the value of id MUST be a single URL: of the credential, and of its subject."""
    assert house.issue(house.credential(id=identifier)).status == 400
    assert house.issue(house.credential(credentialSubject={"id": identifier, "name": "a"})).status == 400
    for members in ({"id": identifier}, {"credentialSubject": {"id": identifier, "name": "a"}}):
        document = signed(foreign_credential(**members), cryptosuite="eddsa-jcs-2022")
        assert house.verify(document).status == 400


@pytest.mark.parametrize(
    "types",
    [
        "VerifiableCredential",
        ["VerifiableCredential", URL_TYPE],
        [URL_TYPE, "VerifiableCredential"],
        [URL_TYPE, "VerifiableCredential", "https://example.org/#Another"],
    ],
    ids=str,
)
def test_types_are_terms_or_urls_in_any_order(house: Caller, types: object) -> None:
    """4.5: the value of type MUST be one or more terms and absolute URLs; the order does not matter."""
    document = house.issued(house.credential(type_=types))
    assert document["type"] == types
    assert house.verify(document).is_good


@pytest.mark.parametrize(
    "types",
    [
        *(LEFT_OUT, [], None, "", 7, [URL_TYPE], "BitstringStatusList"),
        *(["VerifiableCredential", "Unmapped"], ["VerifiableCredential", 7], ["VerifiableCredential", None]),
    ],
    ids=str,
)
def test_what_is_not_typed_as_a_credential_is_not_issued(house: Caller, types: object) -> None:
    """4.5: a verifiable credential MUST contain a type, VerifiableCredential among them, all URLs."""
    assert house.issue(house.credential(type_=types)).status == 400


@pytest.mark.parametrize("types", [LEFT_OUT, [], "", 7, [URL_TYPE], ["VerifiableCredential", 7]], ids=str)
def test_what_is_not_typed_as_a_credential_is_not_verified(house: Caller, types: object) -> None:
    """4.5, of a verifier."""
    assert house.verify(signed(foreign_credential(type_=types), cryptosuite="eddsa-jcs-2022")).status == 400


TEXTS: list[Any] = [
    "A name",
    {"@value": "A name", "@language": "en"},
    {"@value": "اسم", "@language": "ar", "@direction": "rtl"},
    [{"@value": "Dog", "@language": "en"}, {"@value": "Chien", "@language": "fr"}],
]
NO_TEXTS: list[Any] = [
    {"@value": "A name", "@language": "en", "url": "did:example:a"},
    {"@language": "en"},
    {"@value": 7},
    {"@value": "a", "@language": 7},
    {"@value": "a", "@direction": "down"},
]


@pytest.mark.parametrize("member", ["name", "description"])
@pytest.mark.parametrize("text", TEXTS, ids=str)
def test_names_and_descriptions_are_texts_or_texts_in_languages(
    house: Caller, member: str, text: object
) -> None:
    """4.6 and 11.1: name and description MUST be a string or a language value object; of the issuer too."""
    own = house.issued(house.credential(**{member: text}))
    issuers = house.issued(house.credential(issuer={"id": house.did, member: text}))
    for document in (own, issuers):
        assert house.verify(document).is_good


def test_the_direction_of_a_text_is_signed(house: Caller) -> None:
    """11.1: base direction is part of a text; what was signed as right to left is not shown the other way."""
    name = {"@value": "اسم", "@language": "ar", "@direction": "rtl"}
    document = house.issued(house.credential(name=name))
    for change in ({"@direction": "ltr"}, {"@language": "fa"}):
        assert house.verify({**document, "name": {**name, **change}}).status == 400
    del name["@direction"]
    assert house.verify({**document, "name": name}).status == 400


@pytest.mark.parametrize("member", ["name", "description"])
@pytest.mark.parametrize("text", NO_TEXTS, ids=str)
def test_what_is_no_text_in_a_language_is_refused(house: Caller, member: str, text: object) -> None:
    """4.6 and 11.1: a language value object MUST NOT contain more than @value, @language and @direction."""
    assert house.issue(house.credential(**{member: text})).status == 400
    assert house.issue(house.credential(issuer={"id": house.did, member: text})).status == 400
    document = signed(foreign_credential(**{member: text}), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


def test_the_issuer_is_a_url_or_an_object_with_one(house: Caller) -> None:
    """4.7: a credential MUST have an issuer, a URL or an object with an id that is one."""
    assert house.issued(house.credential(issuer=house.did))["issuer"] == house.did
    profile = {"id": house.did, "name": "UNESCO-ICHEI"}
    assert house.issued(house.credential(issuer=profile))["issuer"] == profile


@pytest.mark.parametrize(
    "issuer",
    [LEFT_OUT, None, "fake-issuer", 7, {}, {"id": None}, {"id": "no-url"}, {"name": "N"}, []],
    ids=str,
)
def test_what_is_no_issuer_is_refused(house: Caller, issuer: object) -> None:
    """4.7: the value of issuer MUST be a URL or an object with an id that is one."""
    assert house.issue(house.credential(issuer=issuer)).status == 400
    assert house.verify(signed(foreign_credential(issuer=issuer), cryptosuite="eddsa-jcs-2022")).status == 400


def test_who_is_no_issuer_here_is_not_signed_for_unless_somebody_here_takes_their_place(
    house: Caller,
) -> None:
    """4.7: an issuer selects its own URL; nobody signs under another's (VC-API, Issuing)."""
    foreign = house.credential(issuer={"id": "did:example:issuer"})
    assert house.issue(foreign).status == 400
    assert house.issued(foreign, issuer=house.did)["issuer"] == {"id": house.did}
    assert house.issue(foreign, issuer="did:example:another").status == 400


@pytest.mark.parametrize(
    "subject",
    [{"name": "Alice"}, {"id": "did:example:a"}, [{"id": "did:example:a"}, {"name": "Bob"}]],
    ids=str,
)
def test_subjects_make_claims(house: Caller, subject: object) -> None:
    """4.8: credentialSubject is a set of objects, each of which MUST be the subject of one or more claims."""
    document = house.issued(house.credential(credentialSubject=subject))
    assert document["credentialSubject"] == subject
    assert house.verify(document).is_good


@pytest.mark.parametrize(
    "subject",
    [LEFT_OUT, None, {}, [], [{"id": "did:example:a"}, {}], "did:example:a", 7, ["did:example:a"]],
    ids=str,
)
def test_what_makes_no_claim_is_refused(house: Caller, subject: object) -> None:
    """4.8: a credential MUST contain a credentialSubject with claims."""
    assert house.issue(house.credential(credentialSubject=subject)).status == 400
    document = signed(foreign_credential(credentialSubject=subject), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


@pytest.mark.parametrize(
    "moment", ["2023-02-26T01:02:58.447Z", "2023-02-26T01:02:58-05:00", "2033-02-26T01:02:58Z"]
)
@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
def test_times_are_date_time_stamps(house: Caller, member: str, moment: str) -> None:
    """4.9: validFrom and validUntil MUST be an xsd:dateTimeStamp, in the future or in the past."""
    assert house.issued(house.credential(**{member: moment}))[member] == moment


@pytest.mark.parametrize(
    "moment",
    [
        "Sat 25 Feb 2023 07:16:31 PM CST",
        "2023-02-26T01:02:58",
        "2023-02-26",
        "2023-02-30T00:00:00Z",
        7,
        None,
        "",
    ],
)
@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
def test_what_is_no_date_time_stamp_is_refused(house: Caller, member: str, moment: object) -> None:
    """4.9: validFrom and validUntil MUST be an xsd:dateTimeStamp."""
    assert house.issue(house.credential(**{member: moment})).status == 400
    document = signed(foreign_credential(**{member: moment}), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


def test_the_end_is_not_before_the_beginning(house: Caller) -> None:
    """4.9: validFrom MUST be temporally the same as or earlier than validUntil."""
    same = {"validFrom": "2024-01-01T00:00:00Z", "validUntil": "2024-01-01T01:00:00+01:00"}
    assert house.issue(house.credential(**same)).status == 201
    turned = {"validFrom": "2025-01-01T00:00:00Z", "validUntil": "2024-01-01T00:00:00Z"}
    assert house.issue(house.credential(**turned)).status == 400
    assert house.verify(signed(foreign_credential(**turned))).reasons == {"dates_malformed"}


@pytest.mark.parametrize(
    ("period", "reason"),
    [
        ({"validFrom": "2033-01-01T00:00:00Z"}, "not_yet_valid"),
        ({"validFrom": "2023-01-01T00:00:00Z", "validUntil": "2024-01-01T00:00:00Z"}, "expired"),
    ],
)
def test_outside_of_its_period_a_credential_is_not_verified(house: Caller, period: Any, reason: str) -> None:  # noqa: ANN401  # any JSON
    """4.9 and 7.1: validity is evaluated by the verifier."""
    answer = house.verify(house.issued(house.credential(**period)))
    assert (answer.status, answer.reasons) == (400, {reason})
