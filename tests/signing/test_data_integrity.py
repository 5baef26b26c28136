import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from certsvc.credentials.lint import LintedCredential
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.data_integrity import check_proof, read_date_time_stamp, sign_credential
from certsvc.signing.multikey import decode_multikey
from certsvc.signing.proof_config import canonical_proof_config
from certsvc.signing.signed import parse_signed
from tests.builders import (
    NOW,
    a_certification,
    a_learner,
    a_linted_credential,
    a_signed_credential,
    a_signing_key,
    an_award,
)

KEY = a_signing_key()
PUBLIC = decode_multikey(KEY.multibase)


def code_of(document: dict[str, Any], **others: Any) -> str:  # noqa: ANN401  # arguments of check_proof
    with pytest.raises((ProofError, InvalidInputError)) as caught:
        check_proof(document, PUBLIC, **others)
    return caught.value.code


def with_proof(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """A signed document whose proof has other members; None takes one away."""
    document = dict(a_signed_credential().document)
    proof = {**document["proof"], **members}
    document["proof"] = {name: value for name, value in proof.items() if value is not None}
    return document


def test_a_fresh_proof_holds() -> None:
    check_proof(a_signed_credential().document, PUBLIC, verification_method=KEY.verification_method)


def test_the_proof_names_suite_purpose_time_and_key() -> None:
    proof = dict(a_signed_credential(created=NOW).document["proof"])
    assert proof.pop("proofValue").startswith("z")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:30:00Z",
        "verificationMethod": KEY.verification_method,
        "proofPurpose": "assertionMethod",
    }


def test_the_bytes_are_compact_utf8_in_the_order_of_the_document_with_the_proof_last() -> None:
    name = "Ғайрат Ўткирович"
    certification = a_certification(award=an_award(learner=a_learner(full_name=name)))
    signed = a_signed_credential(certification)
    content = signed.content
    assert name.encode() in content
    assert b'": ' not in content
    assert content.startswith(a_linted_credential(certification).content[:-1] + b',"proof":{')
    assert json.loads(content) == signed.document
    assert signed.digest == hashlib.sha256(content).hexdigest()
    assert parse_signed(content) == signed


def test_signing_twice_gives_the_same_bytes() -> None:
    assert a_signed_credential().content == a_signed_credential().content


def test_a_time_is_written_in_utc_to_the_second() -> None:
    there = datetime(2026, 11, 24, 14, 30, 0, 999_999, tzinfo=timezone(timedelta(hours=5)))
    assert a_signed_credential(created=there).document["proof"]["created"] == "2026-11-24T09:30:00Z"


def test_a_time_without_zone_signs_nothing() -> None:
    with pytest.raises(InvalidInputError):
        sign_credential(a_linted_credential(), key=KEY, created=NOW.replace(tzinfo=None))


def test_only_a_linted_credential_can_be_signed() -> None:
    with pytest.raises(TypeError):
        LintedCredential(("{}",), token=object())  # type: ignore[arg-type]  # the mistake that is tested


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"type": "Ed25519Signature2020"}, "proof_type"),
        ({"type": None}, "proof_type"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "signature_invalid"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "proof_key_confusion"),
        ({"cryptosuite": "ecdsa-jcs-2019"}, "proof_key_confusion"),
        ({"cryptosuite": "bbs-2023"}, "unsupported_cryptosuite"),
        ({"cryptosuite": ["eddsa-rdfc-2022"]}, "unsupported_cryptosuite"),
        ({"cryptosuite": None}, "unsupported_cryptosuite"),
        ({"proofPurpose": "authentication"}, "proof_purpose"),
        ({"created": "2026-11-24"}, "proof_created"),
        ({"created": "2026-02-30T00:00:00Z"}, "proof_created"),
        ({"created": "2026-11-24T09:30:00"}, "proof_created"),
        ({"created": 5}, "proof_created"),
        ({"expires": "soon"}, "proof_created"),
        ({"verificationMethod": None}, "verification_method"),
        ({"verificationMethod": {"id": "x"}}, "verification_method"),
        ({"proofValue": None}, "proof_value"),
        ({"proofValue": "z"}, "proof_value"),
        ({"proofValue": "z0OIl"}, "proof_value"),
        ({"proofValue": "u" + "A" * 86}, "proof_value"),
        ({"proofValue": "z" + "2" * 100_000}, "proof_value"),
        ({"undefined": "x"}, "unsigned_content"),
        ({"@context": "https://www.w3.org/ns/credentials/v2"}, "proof_context"),
        ({"created": "2026-11-24T09:30:01Z"}, "signature_invalid"),
        ({"created": None}, "signature_invalid"),
        ({"nonce": "x"}, "signature_invalid"),
        ({"id": "urn:uuid:2"}, "signature_invalid"),
        ({"expires": "2030-01-01T00:00:00Z"}, "signature_invalid"),
        ({"verificationMethod": KEY.verification_method + "x"}, "signature_invalid"),
    ],
)
def test_a_proof_that_is_changed_fails_with_its_reason(members: dict[str, Any], code: str) -> None:
    assert code_of(with_proof(**members)) == code


def test_the_proof_must_name_the_key_it_is_checked_with() -> None:
    other = a_signing_key(seed=2).verification_method
    assert code_of(with_proof(), verification_method=other) == "verification_method"


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        (None, "proof_missing"),
        ([], "proof_missing"),
        ("text", "proof_malformed"),
        (5, "proof_malformed"),
        (["text"], "proof_malformed"),
        ([{}], "proof_type"),
        ([{}] * 17, "too_many_proofs"),
    ],
)
def test_a_document_without_a_proof_object_is_refused(proof: object, code: str) -> None:
    assert code_of({**a_signed_credential().document, "proof": proof}) == code


def test_which_of_two_proofs_is_checked_must_be_said() -> None:
    document = dict(a_signed_credential().document)
    assert code_of({**document, "proof": [document["proof"]] * 2}) == "several_proofs"


def test_a_member_added_after_signing_is_not_covered() -> None:
    document = {**a_signed_credential().document, "honours": "summa cum laude"}
    assert code_of(document) == "unsigned_content"


def test_the_quick_form_of_a_proof_is_the_general_one() -> None:
    proof = {name: value for name, value in with_proof().get("proof", {}).items() if name != "proofValue"}
    context = a_signed_credential().document["@context"]
    quick = canonical_proof_config(proof, context)
    general = canonical_proof_config({**proof, "@context": context, "nonce": "x"}, context)
    without_nonce = b"".join(line for line in general.splitlines(keepends=True) if b"#nonce>" not in line)
    assert quick == without_nonce


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24T09:30:00Z", NOW),
        ("2026-11-24T14:30:00+05:00", NOW),
        ("2026-11-24T09:30:00.5Z", NOW + timedelta(milliseconds=500)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_time_stamp_is_a_moment(text: str, moment: datetime) -> None:
    assert read_date_time_stamp(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "2026-11-24 09:30:00Z",
        "2026-11-24T24:00:00Z",
        "2026-13-01T00:00:00Z",
        None,
    ],
)
def test_anything_else_is_no_date_time_stamp(text: object) -> None:
    with pytest.raises(ProofError) as caught:
        read_date_time_stamp(text)
    assert caught.value.code == "proof_created"
