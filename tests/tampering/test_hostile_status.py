"""Status lists and entries made to be misread, or to cost."""

import gzip
import json
import zlib
from typing import Any

import pytest

from certsvc.domain.verdicts import CheckName, VerdictKind
from certsvc.signing.base64url import encode_base64url
from tests.tampering.hostile import KEY, MEBIBYTE, ResolvingRegistry, peak_of, verdict_on
from tests.verification.foreign import LIST, a_foreign_badge, a_status, a_status_list, secured


def reason(entry: object, served: bytes | None = None) -> str:
    """Of the status check, for a badge with this entry whose list is served so."""
    verdict = verdict_on(_badge(entry), _registry(served))
    return next(check.reason for check in verdict.checks if check.check is CheckName.STATUS)


def _badge(entry: object) -> bytes:
    return secured(a_foreign_badge(KEY.issuer, credentialStatus=entry), KEY)


def _registry(served: bytes | None) -> ResolvingRegistry:
    return ResolvingRegistry(lists={LIST: a_status_list(KEY) if served is None else served})


def _served(encoded: str) -> bytes:
    return a_status_list(KEY, subject={"encodedList": encoded})


def _packed(content: bytes) -> str:
    return "u" + encode_base64url(gzip.compress(content, mtime=0)).decode()


def test_a_list_that_holds_is_believed() -> None:
    """Else the refusals below would prove nothing."""
    assert reason(a_status()) == "not_revoked"
    assert reason(a_status(), a_status_list(KEY, 5)) == "revoked"


@pytest.mark.parametrize("size", [5, 64, 300])
def test_a_gzip_bomb_is_refused_in_bounded_memory(size: int) -> None:
    """300 MiB of zeros are 300 KiB packed."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packing.compress(bytes(MEBIBYTE)) for _ in range(size)) + packing.flush()
    served = _served("u" + encode_base64url(packed).decode())
    assert reason(a_status(), served) == "status_list_malformed"
    assert peak_of(_badge(a_status()), _registry(served)) < 24 * MEBIBYTE


def test_a_bomb_in_a_bomb_and_many_members_are_refused() -> None:
    inner = gzip.compress(gzip.compress(bytes(4 * MEBIBYTE), mtime=0), mtime=0)
    assert reason(a_status(), _served("u" + encode_base64url(inner).decode())) == "status_list_short"
    many = b"".join(gzip.compress(b"", mtime=0) for _ in range(20_000))
    assert reason(a_status(), _served("u" + encode_base64url(many).decode())) == "status_list_malformed"


@pytest.mark.parametrize(
    "index",
    [
        "131072",
        "9999999999",
        "99999999999",
        "-1",
        "1e3",
        "0x5",
        " 5",
        "5 ",
        "05",
        "5.0",
        "",
        "٥",
        "5\u0000",
        "9" * 500_000,
    ],
    ids=lambda index: index[:12],
)
def test_an_index_outside_the_list_or_written_oddly_is_no_position(index: str) -> None:
    entry = a_status() | {"statusListIndex": index}
    assert reason(entry) in {"status_index_range", "status_malformed"}
    assert verdict_on(_badge(entry), _registry(None)).kind is not VerdictKind.VALID


@pytest.mark.parametrize("index", [5, 5.0, None, True, [5], ["5"], {"@value": "5"}], ids=str)
def test_an_index_that_is_no_text_is_no_position(index: object) -> None:
    assert reason(a_status() | {"statusListIndex": index}) == "status_malformed"


def test_thousands_of_entries_are_not_looked_up() -> None:
    entries = [a_status(number) for number in range(3_000)]
    assert reason(entries) == "status_malformed"
    assert verdict_on(_badge(entries), _registry(None)).kind is not VerdictKind.VALID


@pytest.mark.parametrize(
    "entry",
    [
        [],
        {},
        [[]],
        [a_status(), {}],
        [a_status(), None],
        a_status() | {"type": ["BitstringStatusListEntry", "Other"]},
        a_status() | {"type": "bitstringstatuslistentry"},
        a_status() | {"statusPurpose": ["revocation"]},
        a_status() | {"statusSize": 2},
        a_status() | {"statusSize": True},
        a_status() | {"statusListCredential": [LIST]},
        a_status() | {"statusListCredential": LIST + "#"},
        a_status() | {"statusListCredential": LIST.upper()},
        a_status() | {"id": LIST},
    ],
    ids=lambda entry: json.dumps(entry)[-50:],
)
def test_an_entry_in_another_form_never_counts_as_not_revoked(entry: object) -> None:
    """The bit is set; nobody gets around that by how the entry is written."""
    served = a_status_list(KEY, 5)
    assert verdict_on(_badge(entry), _registry(served)).kind is not VerdictKind.VALID


@pytest.mark.parametrize(
    "served",
    [
        b"{}",
        b"[]",
        b"\xff",
        b"<html></html>",
        b'{"a":' * 100_000,
        b" " * (MEBIBYTE + 1),
        b'{"type":"BitstringStatusListCredential","type":"x"}',
        a_status_list(KEY, as_token=True)[:-9],
        a_status_list(KEY).replace(b'"revocation"', b'"suspension"'),
        a_status_list(KEY, length=131_064),
    ],
    ids=lambda served: str(served[:30]),
)
def test_a_list_that_cannot_be_relied_on_fails_the_check(served: bytes) -> None:
    assert verdict_on(_badge(a_status()), _registry(served)).kind is VerdictKind.INVALID


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "uAAAA",
        "z" + "2" * 9_000,
        "u====",
        _packed(b""),
        _packed(bytes(16_384))[:-8],
        "u" + "A" * 900_000,
        5,
        None,
        ["u"],
    ],
    ids=lambda value: str(value)[:12],
)
def test_bits_that_cannot_be_unpacked_fail_the_check(encoded: Any) -> None:  # noqa: ANN401  # any JSON
    served = a_status_list(KEY, subject={"encodedList": encoded})
    assert reason(a_status(), served) in {"status_list_malformed", "status_list_short"}
