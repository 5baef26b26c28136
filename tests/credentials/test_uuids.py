import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.uuids import RANDOM_BYTES, new_uuid7

moments = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # the strategy adds the zone
random_bytes = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


@given(moments, random_bytes)
def test_a_uuid_is_of_version_seven_and_holds_its_milliseconds(now: datetime, random: bytes) -> None:
    made = uuid.UUID(new_uuid7(now, random))
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    since_epoch = now - datetime(1970, 1, 1, tzinfo=UTC)
    assert made.int >> 80 == since_epoch // timedelta(milliseconds=1)


@given(moments, random_bytes, random_bytes)
def test_seventy_four_random_bits_tell_two_uuids_of_one_moment_apart(
    now: datetime, first: bytes, second: bytes
) -> None:
    unused = ((1 << 6) - 1) << 62
    differ = (int.from_bytes(first, "big") ^ int.from_bytes(second, "big")) & ~unused
    assert (new_uuid7(now, first) != new_uuid7(now, second)) == bool(differ)


def test_the_example_of_the_rfc_comes_out_as_printed() -> None:
    # RFC 9562, A.6: 2022-02-22 19:22:22.000 UTC, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    now = datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC)
    random = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert new_uuid7(now, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


def test_a_later_uuid_sorts_behind_an_earlier_one() -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    later = now + timedelta(milliseconds=1)
    assert new_uuid7(now, b"\xff" * 10) < new_uuid7(later, bytes(10))


def test_a_time_without_offset_or_too_few_bytes_are_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        new_uuid7(datetime(2026, 11, 24), bytes(10))  # noqa: DTZ001  # naive on purpose
    with pytest.raises(ValueError, match="10 random bytes"):
        new_uuid7(datetime(2026, 11, 24, tzinfo=UTC), bytes(9))
