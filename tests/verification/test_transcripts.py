"""Learner records that hold signed credentials (CLR 2.0): each of them is verified alone."""

import copy
import json
from collections.abc import Iterable
from typing import Any

import pytest

from certsvc.domain.verdicts import CheckName, CheckResult, Finding, Form, Verdict, VerdictKind
from certsvc.signing.signed import digest_of
from certsvc.signing.signing_key import SigningKey
from certsvc.signing.vc_jwt import sign_vc_jwt
from certsvc.verification.registry import StoredCopy
from certsvc.verification.verify import verify_document
from tests.builders import NOW as MADE
from tests.builders import RegistryInMemory, a_signing_key
from tests.transcribing import a_signed_transcript, some_credentials
from tests.verification.foreign import (
    NOW,
    a_foreign_badge,
    a_foreign_key,
    a_token,
    known_by_did,
    secured,
)

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
ISSUER = a_foreign_key()
OTHER = a_foreign_key(seed=12)
HOLDER = a_foreign_key(seed=11)
OURS = a_signed_transcript()


class OfTranscripts(RegistryInMemory):
    """Keeps the certificates in our transcript too, as the house does."""

    def __init__(self, *, revoked: Iterable[int] = ()) -> None:
        super().__init__(
            OURS,
            revoked=revoked,
            foreign=[known_by_did(key) for key in (ISSUER, OTHER, HOLDER)],
            recognised=[ISSUER.issuer, OTHER.issuer],
        )
        for credential in some_credentials():
            self.records[str(credential["id"])] = a_stored(credential)


def a_stored(credential: dict[str, Any]) -> StoredCopy:
    content = json.dumps(credential, ensure_ascii=False, separators=(",", ":")).encode()
    return StoredCopy(content, digest_of(content), address=str(credential["id"]), issued_at=MADE)


def verdict_on(content: bytes, *, revoked: Iterable[int] = ()) -> Verdict:
    return verify_document(content, registry=OfTranscripts(revoked=revoked), now=NOW)


def a_foreign_record(*credentials: Any, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    contexts = a_foreign_badge(ISSUER.issuer)["@context"]
    document = {
        "@context": [contexts[0], CLR, *contexts[1:]],
        "id": "https://university.example/records/1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Everything",
        "issuer": ISSUER.issuer,
        "validFrom": "2025-05-01T00:00:00Z",
        "credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": list(credentials)},
    } | members
    return {name: value for name, value in document.items() if value is not None}


def a_badge(number: int = 1, key: SigningKey = ISSUER) -> dict[str, Any]:
    badge = a_foreign_badge(key.issuer, id=f"https://university.example/badges/{number}")
    signed: dict[str, Any] = json.loads(secured(badge, key))
    return signed


def signed(document: dict[str, Any], key: SigningKey = ISSUER, **how: Any) -> bytes:  # noqa: ANN401  # of sign_document
    return secured(document, key, **how)


def reason_of(verdict: Verdict, name: CheckName) -> str:
    return next(check.reason for check in verdict.checks if check.check is name)


def test_of_a_transcript_every_certificate_is_verified_alone() -> None:
    verdict = verdict_on(OURS.content)
    assert (verdict.kind, verdict.finding, verdict.form) == (
        VerdictKind.VALID,
        Finding.VALID,
        Form.DATA_INTEGRITY,
    )
    assert [part.kind for part in verdict.parts] == [VerdictKind.VALID] * 3
    assert verdict.credential == OURS.document


def test_a_part_taken_out_of_it_is_a_credential_of_its_own() -> None:
    for credential in OURS.document["credentialSubject"]["verifiableCredential"]:
        assert verdict_on(json.dumps(credential).encode()).kind is VerdictKind.VALID


def test_a_revoked_part_leaves_the_transcripts_own_checks_and_is_told() -> None:
    verdict = verdict_on(OURS.content, revoked=[1])
    assert {check.result for check in verdict.checks} == {CheckResult.PASSED}
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.REVOKED)
    assert [part.finding for part in verdict.parts] == [Finding.VALID, Finding.REVOKED, Finding.VALID]


def test_what_fails_of_the_transcript_itself_leads() -> None:
    verdict = verdict_on(OURS.content, revoked=[5000, 1])
    assert verdict.finding is Finding.REVOKED
    assert reason_of(verdict, CheckName.STATUS) == "revoked"
    forged = json.loads(OURS.content)
    forged["name"] = "Doctor of everything"
    verdict = verdict_on(json.dumps(forged).encode(), revoked=[1])
    assert (verdict.finding, verdict.parts[0].finding) == (Finding.TAMPERED, Finding.VALID)


def test_a_part_that_was_altered_alters_the_whole_and_is_named() -> None:
    forged = json.loads(OURS.content)
    subject = forged["credentialSubject"]["verifiableCredential"][2]["credentialSubject"]
    subject["result"][0]["value"] = "100"
    verdict = verdict_on(json.dumps(forged).encode())
    assert verdict.finding is Finding.TAMPERED
    assert [part.finding for part in verdict.parts] == [Finding.VALID, Finding.VALID, Finding.TAMPERED]


@pytest.mark.parametrize("change", ["left out", "put in", "another order", "partial"])
def test_whoever_changes_what_stands_together_is_found_out(change: str) -> None:
    forged = json.loads(OURS.content)
    credentials = forged["credentialSubject"]["verifiableCredential"]
    match change:
        case "left out":
            credentials.pop()
        case "put in":
            credentials.append(a_badge())
        case "another order":
            forged["credentialSubject"]["identifier"].reverse()
        case "partial":
            forged["partial"] = not forged["partial"]
    assert verdict_on(json.dumps(forged).encode()).finding is Finding.TAMPERED


def test_a_transcript_as_a_token_has_the_same_parts() -> None:
    token = sign_vc_jwt(OURS, key=a_signing_key(), issued_at=MADE)
    verdict = verdict_on(token)
    assert (verdict.kind, verdict.form) == (VerdictKind.VALID, Form.JWT)
    assert [part.form for part in verdict.parts] == [Form.DATA_INTEGRITY] * 3


def test_a_record_of_others_may_hold_credentials_of_several_issuers_and_kinds() -> None:
    token = a_token(a_foreign_badge(OTHER.issuer, id="https://university.example/badges/2"), OTHER)
    enveloped = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token.decode()}",
    }
    verdict = verdict_on(signed(a_foreign_record(a_badge(), enveloped)))
    assert verdict.kind is VerdictKind.VALID
    assert [part.form for part in verdict.parts] == [Form.DATA_INTEGRITY, Form.JWT]


def test_the_signature_on_the_whole_vouches_for_no_part_without_its_own() -> None:
    unsigned = a_foreign_badge(ISSUER.issuer)
    verdict = verdict_on(signed(a_foreign_record(unsigned)))
    assert verdict.kind is VerdictKind.INVALID
    assert reason_of(verdict.parts[0], CheckName.PROOF) == "proof_missing"


def test_a_part_by_a_stranger_leaves_the_whole_unverified() -> None:
    stranger = a_foreign_key(seed=99)
    verdict = verdict_on(signed(a_foreign_record(a_badge(), a_badge(2, stranger))))
    assert (verdict.kind, verdict.finding) == (VerdictKind.UNVERIFIED, Finding.UNVERIFIED)
    assert [part.kind for part in verdict.parts] == [VerdictKind.VALID, VerdictKind.UNVERIFIED]


@pytest.mark.parametrize(
    "part",
    [
        {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]},
        {"type": "Thing"},
        "no token",
    ],
)
def test_what_is_no_credential_is_told_and_the_others_are_read(part: object) -> None:
    document = a_foreign_record(a_badge(), part)
    verdict = verdict_on(signed(document, cryptosuite="eddsa-jcs-2022"))
    assert verdict.kind is VerdictKind.INVALID
    assert [one.kind for one in verdict.parts] == [VerdictKind.VALID, VerdictKind.INVALID]


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"name": None}, "member_missing"),
        ({"id": None}, "member_missing"),
        ({"validFrom": None}, "member_missing"),
        ({"partial": "no"}, "member_malformed"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "member_missing"),
        ({"credentialSubject": {"type": ["ClrSubject"]}}, "member_missing"),
        ({"credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": []}}, "member_missing"),
        ({"credentialSubject": {"type": ["ClrSubject"], "verifiableCredential": [7]}}, "member_malformed"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "member_malformed"),
        ({"credentialSubject": [{"type": ["ClrSubject"]}]}, "member_malformed"),
    ],
)
def test_a_record_without_its_form_is_malformed(members: dict[str, Any], reason: str) -> None:
    document = a_foreign_record(a_badge(), **members)
    verdict = verdict_on(signed(document, cryptosuite="eddsa-jcs-2022"))
    assert reason_of(verdict, CheckName.STRUCTURE) == reason
    assert verdict.kind is VerdictKind.INVALID


def test_a_record_inside_a_record_is_not_opened_and_never_called_valid() -> None:
    inner = json.loads(signed(a_foreign_record(a_badge())))
    outer = a_foreign_record(inner, id="https://university.example/records/2")
    verdict = verdict_on(signed(outer))
    assert verdict.kind is VerdictKind.INVALID
    assert reason_of(verdict.parts[0], CheckName.STRUCTURE) == "too_many_credentials"
    assert verdict.parts[0].parts == ()


def test_a_record_of_too_many_is_refused_and_not_opened() -> None:
    document = a_foreign_record(*[a_badge()] * 129)
    verdict = verdict_on(json.dumps(document).encode())
    assert reason_of(verdict, CheckName.STRUCTURE) == "too_many_credentials"
    assert verdict.parts == ()


def test_a_record_with_too_many_proofs_is_refused_and_not_opened() -> None:
    badge = a_badge()
    badge["proof"] = [badge["proof"]] * 16
    verdict = verdict_on(json.dumps(a_foreign_record(*[badge] * 11)).encode())
    assert reason_of(verdict, CheckName.STRUCTURE) == "too_many_proofs"
    assert verdict.parts == ()


def a_presentation(*credentials: Any) -> bytes:  # noqa: ANN401  # any JSON
    return json.dumps(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": list(credentials),
        }
    ).encode()


def test_a_presented_transcript_is_opened_too() -> None:
    verdict = verdict_on(a_presentation(dict(OURS.document)))
    assert verdict.kind is VerdictKind.VALID
    assert [len(part.parts) for part in verdict.parts] == [3]


def test_a_bad_certificate_two_levels_down_makes_the_presentation_invalid() -> None:
    verdict = verdict_on(a_presentation(dict(OURS.document)), revoked=[1])
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.REVOKED)


def test_a_presentation_of_many_transcripts_opens_no_more_than_one_document_may_hold() -> None:
    record = json.loads(signed(a_foreign_record(*[a_badge()] * 30)))
    tokens = [a_token(a_foreign_record(*[a_badge()] * 30), ISSUER).decode()] * 4
    verdict = verdict_on(a_presentation(record, *tokens))
    assert sum(len(part.parts) for part in verdict.parts) <= 128
    assert verdict.kind is VerdictKind.INVALID


def test_proofs_two_levels_down_count() -> None:
    badge = a_badge()
    badge["proof"] = [badge["proof"]] * 16
    record = a_foreign_record(*[badge] * 4)
    verdict = verdict_on(a_presentation(*[record] * 3))
    assert reason_of(verdict, CheckName.STRUCTURE) == "too_many_proofs"


def test_no_change_of_a_transcript_passes_unnoticed() -> None:
    """Every leaf outside the certificates, one after another."""
    for path in _leaves(OURS.document):
        forged = copy.deepcopy(dict(OURS.document))
        _change(forged, path)
        assert verdict_on(json.dumps(forged).encode()).kind is not VerdictKind.VALID, path


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterable[tuple[Any, ...]]:  # noqa: ANN401  # any JSON
    if path[-1:] == ("verifiableCredential",):
        return
    if isinstance(value, dict):
        for name in value:
            yield from _leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _leaves(below, (*path, number))
    else:
        yield path


def _change(document: Any, path: tuple[Any, ...]) -> None:  # noqa: ANN401  # any JSON
    for step in path[:-1]:
        document = document[step]
    value = document[path[-1]]
    document[path[-1]] = (not value) if isinstance(value, bool) else f"{value}0"
