"""Whether others have revoked what they issued (Bitstring Status List 1.0)."""

import gzip
import json
import tracemalloc
from datetime import timedelta
from typing import Any

import pytest

from certsvc.domain.verdicts import Finding, Verdict
from certsvc.signing.base64url import encode_base64url
from certsvc.verification.verify import verify_document
from tests.builders import RegistryInMemory
from tests.verification.foreign import (
    LIST,
    NOW,
    a_foreign_badge,
    a_foreign_key,
    a_status,
    a_status_list,
    known_by_did,
    secured,
)

KEY = a_foreign_key()


def verdict_with(entry: object, served: bytes | None) -> Verdict:
    content = secured(a_foreign_badge(KEY.issuer, credentialStatus=entry), KEY, cryptosuite="eddsa-jcs-2022")
    registry = RegistryInMemory(
        foreign=[known_by_did(KEY), known_by_did(a_foreign_key(seed=8))],
        recognised=[KEY.issuer],
        lists={LIST: served} if served is not None else {},
    )
    return verify_document(content, registry=registry, now=NOW)


def status(verdict: Verdict) -> tuple[str, str]:
    return next((check.result.value, check.reason) for check in verdict.checks if check.check == "status")


@pytest.mark.parametrize("as_token", [False, True])
def test_a_bit_that_is_set_revokes_and_one_that_is_not_does_not(*, as_token: bool) -> None:
    served = a_status_list(KEY, 5, as_token=as_token)
    revoked = verdict_with(a_status(5), served)
    assert (status(revoked), revoked.finding) == (("failed", "revoked"), Finding.REVOKED)
    standing = verdict_with(a_status(6), served)
    assert (status(standing), standing.finding) == (("passed", "not_revoked"), Finding.VALID)


def test_a_list_for_suspensions_suspends_and_one_for_news_takes_nothing() -> None:
    suspended = a_status_list(KEY, 5, subject={"statusPurpose": "suspension"})
    verdict = verdict_with(a_status(5, "suspension"), suspended)
    assert (status(verdict), verdict.finding) == (("failed", "suspended"), Finding.SUSPENDED)
    news = a_status_list(KEY, 5, subject={"statusPurpose": "refresh"})
    assert verdict_with(a_status(5, "refresh"), news).finding is Finding.VALID


def test_of_several_entries_the_gravest_counts() -> None:
    served = a_status_list(KEY, 5, subject={"statusPurpose": ["revocation", "suspension"]})
    both = [a_status(6), a_status(5, "suspension"), a_status(5)]
    assert verdict_with(both, served).finding is Finding.REVOKED
    assert verdict_with(both[:2], served).finding is Finding.SUSPENDED
    assert verdict_with(both[:1], served).finding is Finding.VALID


def test_a_list_that_is_not_fetched_is_not_checked_and_never_valid() -> None:
    verdict = verdict_with(a_status(), None)
    assert status(verdict) == ("not_checked", "fetching_off")
    assert verdict.finding is Finding.UNVERIFIED


@pytest.mark.parametrize(
    ("served", "reason"),
    [
        (b"<html>", "status_list_malformed"),
        (a_status_list(a_foreign_key(seed=8)), "status_list_issuer"),
        (a_status_list(a_foreign_key(seed=8), issuer=KEY.issuer), "status_list_proof"),
        (a_status_list(KEY).replace(b"2026-01-01", b"2025-01-01"), "status_list_proof"),
        (a_status_list(KEY, validUntil="2026-02-01T00:00:00Z"), "status_list_expired"),
        (a_status_list(KEY, validFrom="2027-02-01T00:00:00Z"), "status_list_expired"),
        (a_status_list(KEY, subject={"statusPurpose": "suspension"}), "status_purpose"),
        (a_status_list(KEY, length=1024), "status_list_short"),
        (a_status_list(KEY, subject={"encodedList": "uH4sI"}), "status_list_malformed"),
        (a_status_list(KEY, subject={"type": "Another"}), "status_list_malformed"),
        (a_status_list(KEY, type=["VerifiableCredential"]), "status_list_malformed"),
        (a_status_list(KEY, id="https://university.example/status/4"), "status_list_malformed"),
    ],
)
def test_a_list_that_cannot_be_relied_on_fails_with_its_reason(served: bytes, reason: str) -> None:
    verdict = verdict_with(a_status(), served)
    assert status(verdict) == ("failed", reason)
    assert verdict.finding is Finding.MALFORMED


def test_a_position_beyond_the_list_fails() -> None:
    assert status(verdict_with(a_status(131_072), a_status_list(KEY))) == ("failed", "status_index_range")


@pytest.mark.parametrize(
    "entry",
    [
        [],
        [a_status()] * 9,
        a_status(statusListIndex="007"),
        a_status(statusListIndex=5),
        a_status(statusListIndex="-1"),
        a_status(statusListCredential=["x"]),
        a_status(statusSize=2),
        a_status(id=LIST),
        a_status(type="SomethingElse"),
    ],
)
def test_an_entry_that_is_not_understood_is_not_checked(entry: Any) -> None:  # noqa: ANN401  # any JSON
    verdict = verdict_with(entry, a_status_list(KEY))
    assert status(verdict) == ("not_checked", "status_malformed")
    assert verdict.finding is Finding.UNVERIFIED


def test_a_gzip_bomb_is_refused_before_it_unfolds() -> None:
    bomb = "u" + encode_base64url(gzip.compress(bytes(512 * 1024 * 1024), compresslevel=9)).decode()
    served = a_status_list(KEY, subject={"encodedList": bomb})
    tracemalloc.start()
    verdict = verdict_with(a_status(), served)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert status(verdict) == ("failed", "status_list_malformed")
    assert peak < 64 * 1024 * 1024


def test_the_older_kind_of_list_is_read_too() -> None:
    content = json.loads(a_status_list(KEY, 5, subject={"type": "StatusList2021"}))
    assert content["credentialSubject"]["encodedList"].startswith("u")
    older = a_status_list(
        KEY,
        5,
        type=["VerifiableCredential", "StatusList2021Credential"],
        subject={
            "type": "StatusList2021",
            "encodedList": content["credentialSubject"]["encodedList"].removeprefix("u"),
        },
        as_token=True,
    )
    assert verdict_with(a_status(5, type="StatusList2021Entry"), older).finding is Finding.REVOKED


@pytest.mark.parametrize(
    ("ttl", "ages"),
    [
        (60_000, [None, timedelta(minutes=1)]),
        (0, [None, timedelta(0)]),
        (None, [None]),
        (-5, [None]),
        (True, [None]),
        ("60000", [None]),
        (10**15, [None]),
    ],
)
def test_a_list_says_itself_how_old_a_copy_of_it_may_be(ttl: Any, ages: list[timedelta | None]) -> None:  # noqa: ANN401  # any JSON
    subject = {} if ttl is None else {"ttl": ttl}
    registry = RegistryInMemory(
        foreign=[known_by_did(KEY)],
        recognised=[KEY.issuer],
        lists={LIST: a_status_list(KEY, subject=subject)},
    )
    badge = a_foreign_badge(KEY.issuer, credentialStatus=a_status())
    verdict = verify_document(secured(badge, KEY), registry=registry, now=NOW)
    assert verdict.finding is Finding.VALID
    assert registry.ages == ages
