"""Documents of others, and documents in documents, are read as PyLD reads them, or refused."""

import copy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from certsvc.credentials.contexts import (
    CLR_V2,
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    DATA_INTEGRITY_V1,
    DATA_INTEGRITY_V2,
    DID_V1,
    ED25519_2020_V1,
    EXAMPLES_V2,
    MULTIKEY_V1,
    OPEN_BADGES_V3,
    OPEN_BADGES_V3_0,
    OPEN_BADGES_V3_1,
    OPEN_BADGES_V3_2,
    STATUS_LIST_2021_V1,
    UNDEFINED_TERMS_V2,
)
from certsvc.errors import CertsvcError
from certsvc.signing.canonical import canonical_nquads
from tests.pyld_oracle import by_pyld
from tests.signing.foreign_documents import (
    a_foreign_badge,
    a_presentation,
    a_transcript,
    an_endorsement,
    an_old_credential,
)

PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2025-03-01T00:00:00Z",
    "verificationMethod": "did:web:university.example#key",
    "proofPurpose": "assertionMethod",
    "proofValue": "z3bar",
}
Document = dict[str, Any]


def proven(document: Document, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    return {**document, "proof": {**PROOF, **members}}


def outcome(document: Document) -> str:
    try:
        return canonical_nquads(document).decode()
    except CertsvcError as error:
        return error.code


TWO_PROOFS = {
    **a_foreign_badge(3),
    "proof": [{**PROOF, "id": "urn:uuid:a"}, {**PROOF, "id": "urn:uuid:b", "previousProof": "urn:uuid:a"}],
}
WHOLE: dict[str, Document] = {
    "a badge": a_foreign_badge(),
    "a badge with a proof inside": proven(a_foreign_badge()),
    "a badge with endorsements": a_foreign_badge(
        endorsement=[proven(an_endorsement(1)), proven(an_endorsement(2), domain=["a", "b"])]
    ),
    "a badge of an older version": {
        **a_foreign_badge(thesis={"pages": 12.5}),
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3_2, EXAMPLES_V2],
    },
    "a transcript": a_transcript(proven(a_foreign_badge(1)), proven(a_foreign_badge(2))),
    "a transcript of like credentials": a_transcript(
        *[proven({**a_foreign_badge(1), "id": f"urn:uuid:{number}"}) for number in range(3)]
    ),
    "a transcript with a chain": a_transcript(TWO_PROOFS, proven(a_foreign_badge(1))),
    "a presentation": a_presentation(proven(a_foreign_badge(1)), TWO_PROOFS),
    "a presentation of a transcript": proven(
        a_presentation(a_transcript(proven(a_foreign_badge(1)), TWO_PROOFS), id="urn:uuid:vp"),
        proofPurpose="authentication",
        challenge="c",
    ),
    "a presentation of nothing": a_presentation(),
    "an old credential": an_old_credential(),
    "an old presentation": {
        **a_presentation(an_old_credential(), id="urn:uuid:vp"),
        "@context": [CREDENTIALS_V1],
    },
    "an old presentation, proven": {
        **a_presentation(
            proven({**an_old_credential(), "@context": [CREDENTIALS_V1, DATA_INTEGRITY_V1]}), id="urn:uuid:vp"
        ),
        "@context": [CREDENTIALS_V1],
    },
    "an old badge": {
        **an_old_credential(),
        "@context": [CREDENTIALS_V1, OPEN_BADGES_V3_0, ED25519_2020_V1],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Old",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {"type": ["Achievement"], "id": "urn:a", "name": "A", "tag": ["x"]},
        },
    },
    "an old status": {
        **an_old_credential(),
        "@context": [CREDENTIALS_V1, STATUS_LIST_2021_V1],
        "credentialStatus": {
            "id": "https://university.example/status/1#5",
            "type": "StatusList2021Entry",
            "statusPurpose": "revocation",
            "statusListIndex": "5",
            "statusListCredential": "https://university.example/status/1",
        },
    },
    "a DID document": {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": "did:web:x.example",
        "assertionMethod": [
            {
                "id": "did:web:x.example#k",
                "type": "Multikey",
                "controller": "did:web:x.example",
                "publicKeyMultibase": "z6Mk",
            },
            "did:web:x.example#l",
        ],
    },
    "words that are defined by nothing but a vocabulary": {
        **a_foreign_badge(),
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, UNDEFINED_TERMS_V2],
        "anything": [{"goes": "here", "type": "Whatever"}, "and", 1.25, True],
    },
    "texts with languages": a_foreign_badge(
        name=[
            {"@value": "Данные", "@language": "ru"},
            {"@value": "Data", "@language": "en"},
            "Data",
            {"@value": "2025-01-01", "@type": "http://www.w3.org/2001/XMLSchema#date"},
        ]
    ),
    "types that are one": a_foreign_badge(
        type=["VerifiableCredential", "AchievementCredential", "OpenBadgeCredential"]
    ),
    "a schema in JSON": a_foreign_badge(
        credentialSchema={
            "id": "https://schemas.example/1",
            "type": "JsonSchema",
            "jsonSchema": {"b": [1.5, 1e2, None, "ü"], "a": {"\u20ac": True}},
        }
    ),
}


@pytest.mark.parametrize("document", list(WHOLE.values()), ids=list(WHOLE))
def test_a_document_has_the_canonical_form_that_pyld_finds(document: Document) -> None:
    assert outcome(document) == by_pyld(document)


@pytest.mark.parametrize("name", ["a badge with endorsements", "a transcript", "a presentation"])
def test_every_part_of_a_document_in_a_document_is_covered(name: str) -> None:
    document = WHOLE[name]
    whole = canonical_nquads(document)
    for path in texts_in(document):
        changed = copy.deepcopy(document)
        holder: Any = changed
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] += "x"
        assert outcome(changed).encode() != whole, path


def texts_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401  # any JSON
    if isinstance(value, str):
        return [path]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for step, part in parts for found in texts_in(part, (*path, step))]


@pytest.mark.parametrize(
    "number", [512.68, 0.1 + 0.2, 1e-7, 5e-324, 3.0, -0.0, 1e2, 88.5, 2**53 - 1, -7, 0.5, 1 / 3, 123456.789]
)
@pytest.mark.parametrize("member", ["creditsEarned", "term"])
def test_a_number_is_written_as_pyld_writes_it(number: float, member: str) -> None:
    document = a_foreign_badge()
    document["credentialSubject"][member] = number
    assert outcome(document) == by_pyld(document)


@settings(max_examples=200)
@given(st.floats(-(2**53), 2**53, allow_nan=False, exclude_min=True, exclude_max=True) | st.integers())
def test_any_number_is_written_as_pyld_writes_it_or_refused(number: float) -> None:
    document = {**a_presentation(), "termsOfUse": {"urn:x:n": [number, {"@value": number}]}}
    found = outcome(document)
    if abs(number) >= 2**53:
        assert found == "number_out_of_range"
    else:
        assert found == by_pyld(document)


@pytest.mark.parametrize("value", ["text", 5, True, {"@value": "x"}, "https://x.example/credential"])
@pytest.mark.parametrize("member", ["verifiableCredential", "proof"])
def test_where_a_document_belongs_nothing_else_can_stand(member: str, value: object) -> None:
    assert outcome(a_presentation(**{member: value})) == "unsigned_content"


ADDRESSES = ["https://x.example/", "urn:x:1", "did:web:x.example", "y", "cred:x", "_:b0", "http://a b", "a:b"]
WORDS = (  # noqa: SIM905  # a list, one a line, would fill a page
    "name id type issuer evidence proof achievement credentialSubject creditsEarned validUntil hashed holder"
    " verifiableCredential allowedValue jsonSchema proofPurpose criteria Criteria Achievement url image kid"
    " VerifiableCredential VerifiablePresentation ClrSubject Undefined DataIntegrityProof ResultDescription"
    " JsonSchema Evidence AchievementSubject assertionMethod undefined @id @type @value @language @foo @none"
    " statusSize AchievementCredential ClrCredential expirationDate cred cnf"
).split()
LISTS = [
    [CREDENTIALS_V2],
    [CREDENTIALS_V2, OPEN_BADGES_V3],
    [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
    [CREDENTIALS_V2, OPEN_BADGES_V3, EXAMPLES_V2],
    [CREDENTIALS_V2, OPEN_BADGES_V3_2],
    [CREDENTIALS_V1],
    [CREDENTIALS_V1, OPEN_BADGES_V3_0, UNDEFINED_TERMS_V2],
    [CREDENTIALS_V1, OPEN_BADGES_V3_1, STATUS_LIST_2021_V1],
    [DID_V1, DATA_INTEGRITY_V2],
]
texts = st.sampled_from([*ADDRESSES, *WORDS]) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=3
)
names = st.sampled_from([*WORDS, *ADDRESSES])
values = st.recursive(
    texts | st.booleans() | st.none() | st.integers(-3, 3) | st.sampled_from([0.5, 1e2, 0.1 + 0.2]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(names, inner, max_size=4)
        | st.fixed_dictionaries(
            {"type": st.lists(texts, min_size=1, max_size=2)},
            optional=dict.fromkeys(["id", "name", "achievement", "proof", "allowedValue", "image"], inner),
        )
        | st.fixed_dictionaries(
            {"@context": st.sampled_from(LISTS), "type": st.lists(texts, max_size=2)},
            optional=dict.fromkeys(["id", "issuer", "proof", "credentialSubject", "evidence"], inner),
        )
        | st.fixed_dictionaries({"@value": inner}, optional={"@type": texts, "@language": texts})
    ),
    max_leaves=12,
)


@settings(max_examples=400)
@given(
    st.sampled_from(LISTS),
    st.lists(
        st.sampled_from(
            ["VerifiableCredential", "VerifiablePresentation", "ClrSubject", "DataIntegrityProof"]
        )
    ),
    st.dictionaries(names, values, max_size=4),
)
@example([CREDENTIALS_V2], ["VerifiablePresentation"], {"verifiableCredential": {"id": "urn:x"}})
def test_any_words_anywhere_are_read_as_pyld_reads_them_or_refused(
    contexts: list[str], types: list[str], members: Document
) -> None:
    document = {"@context": contexts, "id": "urn:uuid:1", "type": types or "Undefined", **members}
    try:
        found = canonical_nquads(document).decode()
    except CertsvcError:
        return
    assert found == by_pyld(document)
