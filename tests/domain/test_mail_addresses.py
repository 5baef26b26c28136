import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.people import LONGEST_ADDRESS, normal_address


def test_addresses_are_compared_without_case_spaces_around_and_composition() -> None:
    assert normal_address("  Amina.YUSUF@Example.ORG \n") == "amina.yusuf@example.org"
    assert (
        normal_address("Zoe\u0308@example.org")
        == normal_address("zo\u00eb@EXAMPLE.org")
        == "zo\u00eb@example.org"
    )
    assert normal_address("Амина@пример.рф") == "амина@пример.рф"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "amina",
        "amina@",
        "@example.org",
        "a@b@example.org",
        "amina@example.org, other@example.org",
        "Amina <amina@example.org>",
        "amina@example.org\r\nBcc: everyone@example.org",
        "amina @example.org",
        "amina@example.org\0",
        "ami\ud800na@example.org",
        "amina@exa\u202emple.org",
        "a" * LONGEST_ADDRESS + "@example.org",
    ],
)
def test_what_is_no_single_address_is_none(text: str) -> None:
    assert normal_address(text) is None


@given(st.text())
def test_any_text_is_an_address_or_none_and_an_address_stays_itself(text: str) -> None:
    address = normal_address(text)
    if address is not None:
        assert normal_address(address) == address
        assert len(address) <= LONGEST_ADDRESS
        assert address.count("@") == 1
