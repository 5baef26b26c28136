"""Names: what is signed stands under the names that a reader of the JSON looks for, or is refused."""

from itertools import islice, product
from typing import Any

import pytest
from pyld.jsonld import JsonLdError

from certsvc.credentials.contexts import (
    CONTEXTS,
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    DATA_INTEGRITY_V2,
    MULTIKEY_V1,
    OPEN_BADGES_V3,
    OPEN_BADGES_V3_2,
    STATUS_LIST_2021_V1,
    get_context,
)
from certsvc.errors import CertsvcError
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.scopes import read_scope
from tests.pyld_oracle import by_pyld
from tests.signing.foreign_documents import (
    a_foreign_badge,
    a_presentation,
    a_transcript,
    an_old_credential,
)

Document = dict[str, Any]


def outcome(document: Document) -> str:
    try:
        return canonical_nquads(document).decode()
    except CertsvcError as error:
        return error.code


HIDDEN: list[Document] = [
    {"https://www.w3.org/2018/credentials#validUntil": "2020-01-01T00:00:00Z"},
    {"https://www.w3.org/2018/credentials#credentialStatus": {"id": "https://x.example/status#1"}},
    {"@id": "urn:x", "id": None},
    {"@type": "VerifiableCredential"},
    {"type": ["https://www.w3.org/2018/credentials#VerifiableCredential", "VerifiableCredential"]},
    {"evidence": {"@id": "https://x.example/"}},
    {"evidence": {"@type": "Evidence"}},
    {"evidence": {"https://schema.org/name": "x"}},
    {"evidence": {"http://www.w3.org/1999/02/22-rdf-syntax-ns#type": {"id": "urn:x:Type"}}},
    {"evidence": {"id": a_foreign_badge()["id"], "name": "moved"}},
]


@pytest.mark.parametrize("members", HIDDEN)
def test_what_a_reader_of_the_json_would_not_find_under_its_name_is_refused(members: Document) -> None:
    assert outcome(a_foreign_badge(**members)) in {"unsigned_content", "not_json_ld"}


def test_a_member_of_a_prefix_that_a_term_stands_for_is_refused() -> None:
    document = a_transcript()
    document["credentialSubject"]["cred:validUntil"] = "x"
    assert outcome(document) == by_pyld(document)  # nothing in a ClrSubject's scope is called so
    document["credentialSubject"]["obi:achievement"] = "x"
    assert outcome(document) == by_pyld(document)
    old = an_old_credential(**{"cred:expirationDate": "2030-01-01T19:23:24Z"})
    assert outcome(old) == "unsigned_content"


def test_no_two_names_stand_for_what_decides_about_a_credential() -> None:
    decisive = ["issuer", "validFrom", "validUntil", "credentialStatus", "credentialSubject", "proof"]
    decisive += ["id", "type"]
    others = [url for url in CONTEXTS if url not in {CREDENTIALS_V1, CREDENTIALS_V2, STATUS_LIST_2021_V1}]
    for other in others:
        try:
            scope = read_scope((CREDENTIALS_V2, other), get_context).enter_types(("VerifiableCredential",))
        except CertsvcError:
            continue  # it contradicts the first
        for name in decisive:
            address = scope.terms[name].iri
            assert [term for term, found in scope.terms.items() if found.iri == address] == [name]


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ({"name": "https://example.org/other"}, "nested_context"),
        ([CREDENTIALS_V2, {"name": "https://example.org/other"}], "nested_context"),
        (None, "nested_context"),
        ([], "nested_context"),
        ("https://example.org/unknown", "unknown_context"),
    ],
)
def test_a_credential_inside_brings_pinned_contexts_only(context: object, code: str) -> None:
    assert outcome(a_presentation({**a_foreign_badge(), "@context": context})) == code


def test_a_credential_in_a_presentation_without_contexts_of_its_own_means_nothing() -> None:
    bare = {name: value for name, value in a_foreign_badge().items() if name != "@context"}
    assert outcome(a_presentation(bare)) == "unsigned_content"


def test_more_contexts_than_any_document_needs_are_refused() -> None:
    urls = [CREDENTIALS_V2, OPEN_BADGES_V3, DATA_INTEGRITY_V2, MULTIKEY_V1]
    lists = [list(each) for each in islice(product(urls, repeat=5), 200)]
    evidence = [{"@context": each, "id": f"urn:x:{number}"} for number, each in enumerate(lists)]
    assert outcome(a_foreign_badge(evidence=evidence)) == "too_complex"
    assert outcome(a_foreign_badge(evidence=evidence[:50])) == by_pyld(
        a_foreign_badge(evidence=evidence[:50])
    )


@pytest.mark.parametrize(
    "contexts",
    [
        [CREDENTIALS_V1, CREDENTIALS_V2],
        [CREDENTIALS_V2, STATUS_LIST_2021_V1, CREDENTIALS_V1],
        [OPEN_BADGES_V3_2, OPEN_BADGES_V3],
    ],
)
def test_contexts_that_contradict_each_other_are_refused(contexts: list[str]) -> None:
    document = {**an_old_credential(), "@context": contexts}
    with pytest.raises(JsonLdError):
        by_pyld(document)
    assert outcome(document) == "not_json_ld"
