import base64
import gzip
import random
import zlib
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.lint import lint_credential
from certsvc.credentials.status_list import (
    LIST_LENGTH,
    StatusBits,
    compose_status_list,
    decode_bits,
    encode_bits,
    status_position,
)
from certsvc.errors import InvalidInputError, TooLargeError

ADDRESSES = Addresses("http://localhost:8000")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
indexes = st.integers(min_value=0, max_value=LIST_LENGTH - 1)


def _encoded(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def test_every_counter_has_a_position_of_its_own() -> None:
    positions = {status_position(counter, b"secret of this service") for counter in range(LIST_LENGTH)}
    assert positions == set(range(LIST_LENGTH))


@given(st.binary(max_size=64), st.integers(min_value=1, max_value=1000))
def test_positions_of_any_secret_and_list_do_not_collide(secret: bytes, number: int) -> None:
    counters = random.Random(number).sample(range(LIST_LENGTH), 50)  # a sample, no secret
    positions = {status_position(counter, secret, list_number=number) for counter in counters}
    assert len(positions) == len(counters)
    assert all(0 <= position < LIST_LENGTH for position in positions)


def test_positions_of_neighbours_are_far_apart_and_depend_on_secret_and_list() -> None:
    def positions(secret: bytes, number: int) -> list[int]:
        return [status_position(counter, secret, list_number=number) for counter in range(200)]

    first = positions(b"one", 1)
    assert first == positions(b"one", 1)
    assert first != positions(b"two", 1)
    assert first != positions(b"one", 2)
    distances = [abs(one - other) for one, other in pairwise(first)]
    assert 30_000 < sum(distances) / len(distances) < 58_000  # a third of the list, for chance


@pytest.mark.parametrize("counter", [-1, LIST_LENGTH])
def test_a_counter_outside_the_list_is_the_callers_mistake(counter: int) -> None:
    with pytest.raises(ValueError, match="131072 positions"):
        status_position(counter, b"secret")


def test_index_zero_is_the_left_most_bit_of_the_first_byte() -> None:
    bits = StatusBits()
    bits.set(0)
    bits.set(9)
    bits.set(LIST_LENGTH - 1)
    content = bits.to_bytes()
    assert (content[0], content[1], content[-1]) == (0b1000_0000, 0b0100_0000, 0b0000_0001)


@given(st.sets(indexes, max_size=50), indexes)
def test_the_bits_that_were_set_come_back_and_no_others(chosen: set[int], other: int) -> None:
    bits = StatusBits()
    for index in chosen:
        bits.set(index)
    again = decode_bits(encode_bits(bits))
    assert again == bits
    assert all(again.is_set(index) for index in chosen)
    assert again.is_set(other) == (other in chosen)
    assert sum(byte.bit_count() for byte in again.to_bytes()) == len(chosen)


@pytest.mark.parametrize("index", [-1, LIST_LENGTH, 10**12])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    bits = StatusBits()
    for touch in (bits.is_set, bits.set):
        with pytest.raises(InvalidInputError) as refused:
            touch(index)
        assert refused.value.code == "status_index"


def test_the_encoding_is_multibase_gzip_that_others_read_and_holds_no_time() -> None:
    bits = StatusBits()
    bits.set(42)
    encoded = encode_bits(bits)
    packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
    assert encoded[0] == "u"
    assert "=" not in encoded
    assert gzip.decompress(packed) == bits.to_bytes()
    assert packed[4:8] == bytes(4)
    assert encode_bits(decode_bits(encoded)) == encoded


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "z" + encode_bits(StatusBits())[1:],
        encode_bits(StatusBits())[1:],
        encode_bits(StatusBits()) + "=",
        encode_bits(StatusBits())[:-8],
        encode_bits(StatusBits()) + "AAAA",
        "uA",
        "u\u0661\u0661",
        "u AAAA",
        _encoded(b"no gzip at all"),
        _encoded(zlib.compress(bytes(16_384))),
        _encoded(gzip.compress(bytes(16_383), mtime=0)),
        _encoded(gzip.compress(b"", mtime=0)),
    ],
)
def test_a_list_that_cannot_be_read_is_refused(encoded: str) -> None:
    for foreign in (False, True):
        with pytest.raises(InvalidInputError) as refused:
            decode_bits(encoded, foreign=foreign)
        assert refused.value.code in {"status_list", "status_list_short"}


def test_a_damaged_checksum_is_refused() -> None:
    packed = bytearray(gzip.compress(bytes(16_384)))
    packed[-8] ^= 1
    with pytest.raises(InvalidInputError):
        decode_bits(_encoded(bytes(packed)))


def test_a_longer_list_is_anothers() -> None:
    encoded = _encoded(gzip.compress(bytes(16_385)))
    with pytest.raises(TooLargeError):
        decode_bits(encoded)
    assert len(decode_bits(encoded, foreign=True)) == 16_385 * 8


def test_a_bomb_is_not_expanded() -> None:
    bomb = _encoded(gzip.compress(bytes(50_000_000)))
    with pytest.raises(TooLargeError):
        decode_bits(bomb, foreign=True)
    with pytest.raises(TooLargeError):
        decode_bits("u" + "A" * 20_000_000, foreign=True)


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFF)))
def test_any_text_is_a_list_or_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        decode_bits("u" + text, foreign=True)


def test_bits_need_at_least_one_byte() -> None:
    with pytest.raises(ValueError, match="has bits"):
        StatusBits(b"")


def test_bits_are_equal_to_bits_only() -> None:
    assert StatusBits() == StatusBits()
    assert StatusBits() != StatusBits(b"\x01")
    assert StatusBits() != bytes(16_384)


def test_a_composed_list_has_the_shape_of_the_specification_and_passes_the_lint() -> None:
    bits = StatusBits()
    bits.set(7)
    draft = compose_status_list(3, ADDRESSES.secretariat_did(), bits, NOW, ADDRESSES)
    assert draft.document["id"] == "http://localhost:8000/status/3"
    assert draft.document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert draft.document["validFrom"] == "2026-11-24T09:30:00Z"
    subject = lint_credential(draft).document["credentialSubject"]
    assert subject["type"] == "BitstringStatusList"
    assert subject["statusPurpose"] == "revocation"
    assert decode_bits(subject["encodedList"]).is_set(7)
