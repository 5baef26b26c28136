import copy
import json
from typing import Any

import pytest

from certsvc.credentials import lint_transcript
from certsvc.credentials.compose_transcript import compose_transcript
from certsvc.credentials.contexts import CLR_V2, CREDENTIALS_V2, OPEN_BADGES_V3
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import LintError, lint_credential
from certsvc.credentials.predecessors import find_predecessor
from certsvc.domain.identifiers import Did, LanguageTag
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.data_integrity import check_proof
from tests.builders import (
    ADDRESSES,
    a_full_certification,
    a_predecessor,
    a_signed_credential,
    a_signing_key,
    an_issuer_profile,
)
from tests.pyld_oracle import by_pyld
from tests.transcribing import a_signed_transcript, a_transcript, some_credentials

SUBJECT = "credentialSubject"
CREDENTIALS = "credentialSubject.verifiableCredential"


def a_document(**others: Any) -> dict[str, Any]:  # noqa: ANN401  # any member of a transcript
    return copy.deepcopy(dict(compose_transcript(a_transcript(**others)).document))


def breaches_of(document: dict[str, Any]) -> list[str]:
    with pytest.raises(LintError) as caught:
        lint_credential(DraftCredential(document))
    return list(caught.value.breaches)


def test_a_transcript_has_the_members_that_clr_asks_for() -> None:
    document = a_document(latin_name="Ngozi O.", is_partial=True)
    assert document["@context"] == [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3]
    assert document["type"] == ["VerifiableCredential", "ClrCredential"]
    assert document["partial"] is True
    assert document["issuer"]["id"] == ADDRESSES.secretariat_did()
    assert {
        "id",
        "name",
        "validFrom",
        "awardedDate",
        "credentialStatus",
        "credentialSchema",
    } <= document.keys()
    subject = document[SUBJECT]
    assert subject["type"] == ["ClrSubject"]
    assert [(one["identityType"], one["identityHash"]) for one in subject["identifier"]] == [
        ("name", "Ngozi Okafor"),
        ("ext:latinName", "Ngozi O."),
        ("ext:verificationCode", a_transcript().code),
    ]


def test_its_credentials_stand_in_it_byte_for_byte() -> None:
    for signed in (a_signed_credential(), a_signed_credential(a_full_certification())):
        assert signed.content in a_signed_transcript([json.loads(signed.content)]).content


def test_the_same_transcript_gives_the_same_document() -> None:
    assert compose_transcript(a_transcript()).document == compose_transcript(a_transcript()).document


@pytest.mark.parametrize("count", [1, 2, 7])
def test_what_is_signed_is_what_the_reference_processor_canonicalizes(count: int) -> None:
    document = a_document(credentials=some_credentials(count))
    assert canonical_nquads(document).decode() == by_pyld(document)


def test_the_signature_covers_every_certificate_in_it() -> None:
    document = dict(a_signed_transcript().document)
    earlier = document[SUBJECT]["verifiableCredential"][0]["proof"] | {"created": "2020-01-01T00:00:00Z"}
    public_key = a_signing_key().private_key.public_key()
    check_proof(document, public_key)
    for place, change in (
        ("name", "Somebody else"),
        ("proof", earlier),
    ):
        changed = copy.deepcopy(document)
        changed[SUBJECT]["verifiableCredential"][0][place] = change
        with pytest.raises(Exception, match="signature"):
            check_proof(changed, public_key)
    fewer = copy.deepcopy(document)
    fewer[SUBJECT]["verifiableCredential"].pop()
    with pytest.raises(Exception, match="signature"):
        check_proof(fewer, public_key)


@pytest.mark.parametrize(
    ("member", "value", "breach"),
    [
        ("partial", "no", "23.1 partial is not a boolean"),
        ("partial", 1, "23.1 partial is not a boolean"),
        ("name", None, "3.4 name is missing"),
        ("id", "https://elsewhere.example/1", "3.3 id is not the address of a credential of this service"),
        ("@context", [CREDENTIALS_V2, OPEN_BADGES_V3], "3.1 @context"),
        ("proof", {"type": "DataIntegrityProof"}, "3.5 the draft has a proof already"),
        ("validFrom", "today", "5.1 validFrom"),
        ("awardedDate", None, "5.3 awardedDate"),
        ("credentialStatus", None, "6.1 credentialStatus"),
        ("credentialSchema", None, "6.5 credentialSchema"),
        ("credentialSubject", None, "23.2 credentialSubject is not one object"),
        ("favourite", "blue", "2."),
    ],
)
def test_a_transcript_that_breaks_a_rule_is_not_signed(member: str, value: object, breach: str) -> None:
    document = a_document()
    document[member] = value
    if value is None:
        del document[member]
    assert any(found.startswith(breach) for found in breaches_of(document))


@pytest.mark.parametrize(
    ("position", "member", "value", "breach"),
    [
        (0, "type", ["VerifiableCredential", "ClrCredential"], f"25.2 {CREDENTIALS}[0].type"),
        (1, "id", "https://elsewhere.example/1", f"25.3 {CREDENTIALS}[1].id is not the address"),
        (1, "proof", None, f"25.4 {CREDENTIALS}[1] is not signed"),
        (1, "proof", {"type": "DataIntegrityProof"}, f"25.4 {CREDENTIALS}[1] is not signed"),
    ],
)
def test_a_transcript_holds_signed_badges_of_this_service(
    position: int, member: str, value: object, breach: str
) -> None:
    document = a_document()
    credential = document[SUBJECT]["verifiableCredential"][position]
    credential[member] = value
    if value is None:
        del credential[member]
    assert any(found.startswith(breach) for found in breaches_of(document))


def test_a_certificate_stands_in_it_once() -> None:
    document = a_document()
    document[SUBJECT]["verifiableCredential"].append(document[SUBJECT]["verifiableCredential"][0])
    assert breaches_of(document) == [f"25.3 {CREDENTIALS}[3].id is there already"]


@pytest.mark.parametrize("credentials", [None, [], {}, "none", [1], [None]])
def test_without_certificates_there_is_no_transcript(credentials: object) -> None:
    document = a_document()
    document[SUBJECT]["verifiableCredential"] = credentials
    assert any(found.startswith("25.1") for found in breaches_of(document))


def test_a_transcript_has_exactly_one_code_and_one_name() -> None:
    for left_out, breach in ((-1, "24.1"), (0, "8.6")):
        document = a_document()
        del document[SUBJECT]["identifier"][left_out]
        assert [found[:4].rstrip() for found in breaches_of(document)] == [breach]
    document = a_document(code="NOT A CODE")
    assert any(found.startswith("24.1") for found in breaches_of(document))


def test_more_certificates_or_bytes_than_a_verifier_reads_are_not_signed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lint_transcript, "LARGEST_CREDENTIALS", 10_000)
    assert [found[:4] for found in breaches_of(a_document())] == ["25.5"]
    monkeypatch.setattr(lint_transcript, "MOST_CREDENTIALS", 2)
    assert [found[:4] for found in breaches_of(a_document())] == ["25.1"]


def test_the_issuer_is_one_of_this_service() -> None:
    document = a_document(issuer=an_issuer_profile(did=Did("did:web:elsewhere.example")))
    assert any(found.startswith("4 issuer.id") for found in breaches_of(document))


def test_a_transcript_says_whose_place_it_takes_and_why() -> None:
    predecessor = a_predecessor(reason="Исправлено имя.")
    document = a_document(predecessor=predecessor, language=LanguageTag("ru"))
    [evidence] = document["evidence"]
    assert evidence["name"] == f"Взамен выписки {predecessor.code}"
    assert find_predecessor(document) == (
        ADDRESSES.credential(predecessor.credential_id), evidence["name"], predecessor.code, "Исправлено имя."
    )  # fmt: skip
    assert canonical_nquads(document).decode() == by_pyld(document)
    lint_credential(DraftCredential(document))


@pytest.mark.parametrize(
    ("evidence", "rule"),
    [
        (None, "26.1"),
        ([{"type": ["Evidence"], "genre": "ext:Course", "name": "B1"}], "26.1"),
        ([a_document(predecessor=a_predecessor())["evidence"][0]] * 2, "26.1"),
        ([a_document(predecessor=a_predecessor())["evidence"][0] | {"id": "urn:uuid:1"}], "26.2"),
    ],
)
def test_a_transcript_has_no_other_evidence(evidence: object, rule: str) -> None:
    document = a_document() | {"evidence": evidence}
    assert any(found.startswith(rule) for found in breaches_of(document))
