"""JSON that readers disagree on, or that is made to cost."""

import pytest

from certsvc.domain.verdicts import CheckName, VerdictKind
from tests.tampering.hostile import CONTEXT, MEBIBYTE, a_badge, peak_of, reason_of, verdict_on

_HEAD = b'{"@context":["' + CONTEXT.encode() + b'"],"type":["VerifiableCredential"],'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (_HEAD + b'"issuer":"did:example:a","issuer":"did:example:b"}', "duplicate_member"),
        (_HEAD + b'"issuer":"did:example:a","\\u0069ssuer":"did:example:b"}', "duplicate_member"),
        (_HEAD + b'"credentialSubject":{"id":"a:a","id":"a:b"}}', "duplicate_member"),
        (_HEAD + b'"n":1e400}', "number_out_of_range"),
        (_HEAD + b'"n":-1e400}', "number_out_of_range"),
        (_HEAD + b'"n":' + b"9" * 1_000_000 + b"}", "number_out_of_range"),
        (_HEAD + b'"n":0.' + b"0" * 1_000_000 + b"1}", "number_out_of_range"),
        (_HEAD + b'"n":NaN}', "not_json"),
        (_HEAD + b'"n":-Infinity}', "not_json"),
        (_HEAD + b'"n":01}', "not_json"),
        (_HEAD + b'"n":"\\ud800"}', "lone_surrogate"),
        (_HEAD + b'"\\udfff":1}', "lone_surrogate"),
        (_HEAD + b'"n":"\\udc00\\ud800"}', "lone_surrogate"),
        (_HEAD + b'"n":"\xed\xa0\x80"}', "not_utf8"),
        (_HEAD + b'"n":"\xc0\xaf"}', "not_utf8"),
        (b"\xef\xbb\xbf" + _HEAD + b'"n":1}', "byte_order_mark"),
        ((_HEAD + b'"n":1}').decode().encode("utf-16"), "not_utf8"),
        ((_HEAD + b'"n":1}').decode().encode("utf-16-be"), "not_json"),
        (b'{"a":' * 200_000, "too_deep"),
        (b"[" * 1_000_000, "too_deep"),
        (b'{"a":[' * 33 + b"1" + b"]}" * 33, "too_deep"),
        (b'{"a":"' + b'\\"[' * 340_000, "not_json"),
        (b" " * (MEBIBYTE + 1), "too_large"),
        (_HEAD + b'"n":1}{}', "not_json"),
        (_HEAD + b'"n":1,}', "not_json"),
        (b"'" + _HEAD + b"'", "not_json"),
    ],
)
def test_what_readers_of_json_disagree_on_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    assert reason_of(content) == reason
    assert peak_of(content) < 24 * MEBIBYTE


@pytest.mark.parametrize("unit", [b"\\u0041", b"\\\\", b'\\"[', b"\\n", b"\\ud83d\\ude00", "é".encode()])
def test_a_mebibyte_of_escapes_is_read_in_a_few_times_its_size(unit: bytes) -> None:
    content = _HEAD + b'"issuer":"did:example:a","name":"' + unit * (1_000_000 // len(unit)) + b'"}'
    assert verdict_on(content).kind is VerdictKind.INVALID
    assert peak_of(content) < 12 * MEBIBYTE


@pytest.mark.parametrize("number", ["1e308,", "0.1,", "1,", "[],", '"",'])
def test_a_hundred_thousand_values_are_read_or_refused_in_bounded_memory(number: str) -> None:
    content = _HEAD + b'"n":[' + number.encode() * (900_000 // len(number)) + b"1]}"
    assert verdict_on(content).kind is VerdictKind.INVALID
    assert peak_of(content) < 64 * MEBIBYTE


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"@context": [CONTEXT] * 10_000}, "inline_context"),
        (
            {
                "@context": [
                    CONTEXT,
                    *({f"x{number}": f"https://e.example/{number}"} for number in range(9_000)),
                ]
            },
            "inline_context",
        ),
        (
            {"type": ["VerifiableCredential", *(f"https://e.example/{number}" for number in range(30_000))]},
            "signature_invalid",
        ),
        (
            {"https://e.example/values": [f"https://e.example/{number}" for number in range(25_000)]},
            "too_complex",
        ),
        (
            {
                "relatedResource": [
                    {"id": f"https://e.example/{n}", "digestSRI": "sha256-x"} for n in range(8_000)
                ]
            },
            "too_complex",
        ),
        (
            {"credentialStatus": [{"id": f"https://e.example/{n}", "type": "X"} for n in range(9_000)]},
            "signature_invalid",
        ),
    ],
    ids=["contexts", "definitions", "types", "values", "resources", "statuses"],
)
def test_very_long_lists_are_bounded(members: dict[str, object], reason: str) -> None:
    document = a_badge(**members)
    assert reason_of(document, CheckName.PROOF) in {reason, "signature_invalid", "unsigned_content"}
    assert peak_of(document) < 64 * MEBIBYTE


def test_thousands_of_digests_are_not_worked_on_without_end() -> None:
    """Base58 costs the square of its length: each is short, or refused unread."""
    long = [{"id": f"https://e.example/{n}", "digestMultibase": "z" + "2" * 9_000} for n in range(100)]
    assert reason_of(a_badge(relatedResource=long)) == "related_resource"
    twice = [{"id": "https://e.example/1", "digestSRI": "sha256-" + "A" * 43 + "="}] * 5_000
    assert reason_of(a_badge(relatedResource=twice)) == "related_resource"
