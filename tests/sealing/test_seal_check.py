"""Whether a seal of ours holds, told from the bytes alone; pyHanko's validation agrees."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsvc.errors import ProofError
from certsvc.sealing.seal_check import check_sealed
from certsvc.sealing.seal_pdf import seal_pdf
from certsvc.sealing.seals import Seal
from certsvc.sealing.time_stamping import ConfiguredAuthority
from tests.sealing.seals_for_tests import AT, PASSPHRASE, a_sheet, an_authority, an_opened_seal

_FIRST_CHECKED_THEN_SEALED = """
import sys
from datetime import datetime
from pathlib import Path
from certsvc.sealing.seal_check import check_sealed
from certsvc.sealing.seal_ring import SealRing

folder, at = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
ring = SealRing(folder / "keys", lambda: sys.argv[3].encode())
seal = check_sealed((folder / "sealed.pdf").read_bytes(), ring.list_seals())

from certsvc.sealing.seal_pdf import seal_pdf

again = seal_pdf((folder / "sheet.pdf").read_bytes(), ring.open_seal(seal), at=at)
assert check_sealed(again, [seal]) == seal
"""


@pytest.fixture(scope="module")
def sealed_and_seal(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Seal]:
    opened = an_opened_seal(tmp_path_factory.mktemp("seal"))
    return seal_pdf(a_sheet(), opened, at=AT), opened.seal


def gap_of(sealed: bytes) -> tuple[int, int]:
    found = re.search(rb"<[0-9A-Fa-f]{4000,}>", sealed)
    assert found is not None
    return found.span()


def test_our_seal_holds(sealed_and_seal: tuple[bytes, Seal]) -> None:
    sealed, seal = sealed_and_seal
    assert check_sealed(sealed, [seal]) == seal


def test_a_stamped_seal_holds(tmp_path: Path) -> None:
    opened = an_opened_seal(tmp_path)
    with an_authority() as authority:
        sealed = seal_pdf(a_sheet(), opened, at=AT, authority=ConfiguredAuthority(authority.url))
    assert check_sealed(sealed, [opened.seal]) == opened.seal


def test_a_process_that_has_checked_a_seal_can_still_set_one(tmp_path: Path) -> None:
    """What another test loaded must not be loaded there, so it is a process of its own."""
    opened = an_opened_seal(tmp_path)
    (tmp_path / "sheet.pdf").write_bytes(a_sheet())
    (tmp_path / "sealed.pdf").write_bytes(seal_pdf(a_sheet(), opened, at=AT))
    given = [str(tmp_path), AT.isoformat(), PASSPHRASE.decode()]
    done = subprocess.run(  # noqa: S603  # this interpreter, on a text of ours
        [sys.executable, "-c", _FIRST_CHECKED_THEN_SEALED, *given],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr


def test_a_seal_that_is_not_ours_does_not_count(sealed_and_seal: tuple[bytes, Seal], tmp_path: Path) -> None:
    sealed, _ = sealed_and_seal
    other = an_opened_seal(tmp_path).seal
    for seals in ([], [other]):
        with pytest.raises(ProofError) as caught:
            check_sealed(sealed, seals)
        assert caught.value.code == "seal_broken"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_no_byte_outside_the_signature_can_be_changed(
    sealed_and_seal: tuple[bytes, Seal], data: st.DataObject
) -> None:
    sealed, seal = sealed_and_seal
    start, end = gap_of(sealed)
    places = st.one_of(st.integers(0, start), st.integers(end - 1, len(sealed) - 1))
    at, change = data.draw(places), data.draw(st.integers(1, 255))
    changed = sealed[:at] + bytes([sealed[at] ^ change]) + sealed[at + 1 :]
    with pytest.raises(ProofError):
        check_sealed(changed, [seal])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_stands_in_place_of_the_signature_is_refused_or_is_the_signature(
    sealed_and_seal: tuple[bytes, Seal], data: st.DataObject
) -> None:
    sealed, seal = sealed_and_seal
    start, end = gap_of(sealed)
    raw = bytearray.fromhex(sealed[start + 1 : end - 1].decode())
    at, change = data.draw(st.integers(0, 1500)), data.draw(st.integers(1, 255))
    raw[at] ^= change
    changed = sealed[: start + 1] + raw.hex().encode() + sealed[end - 1 :]
    try:
        assert check_sealed(changed, [seal]) == seal  # what is not signed of it may be anything
    except ProofError as error:
        assert error.code == "seal_broken"  # noqa: PT017  # either is right


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed, start, end: sealed + b"\n",  # noqa: ARG005
        lambda sealed, start, end: sealed + sealed[len(a_sheet()) :],  # noqa: ARG005
        lambda sealed, start, end: sealed[:-1],  # noqa: ARG005
        lambda sealed, start, end: a_sheet(),  # noqa: ARG005
        lambda sealed, start, end: b"",  # noqa: ARG005
        lambda sealed, start, end: sealed[:start] + b"<>" + sealed[end:],
        lambda sealed, start, end: sealed[: start + 1] + b"0" * (end - start - 2) + sealed[end - 1 :],
        lambda sealed, start, end: sealed[: start + 1] + b"(" + sealed[start + 2 :],  # noqa: ARG005
        # The gap moved to the front: the same bytes are signed, yet another place is said to be free.
        lambda sealed, start, end: sealed[:9] + sealed[start:end] + sealed[9:start] + sealed[end:],
        lambda sealed, start, end: re.sub(rb"/ByteRange \[0 \d+", b"/ByteRange [0 99999999", sealed),  # noqa: ARG005
        lambda sealed, start, end: re.sub(rb"/ByteRange \[0", b"/ByteRange [1", sealed),  # noqa: ARG005
        lambda sealed, start, end: sealed + b"/ByteRange [0 0 0 0]",  # noqa: ARG005
        lambda sealed, start, end: sealed + b"/ByteRange [0 9999999999 9999999999 9999999999]",  # noqa: ARG005
    ],
    ids=range(13),
)
def test_a_file_that_was_added_to_cut_or_rearranged_is_not_sealed(
    sealed_and_seal: tuple[bytes, Seal],
    change: object,
) -> None:
    sealed, seal = sealed_and_seal
    changed = change(sealed, *gap_of(sealed))  # type: ignore[operator]  # one of the above
    with pytest.raises(ProofError):
        check_sealed(changed, [seal])


def test_a_seal_is_not_moved_to_another_sheet(sealed_and_seal: tuple[bytes, Seal]) -> None:
    sealed, seal = sealed_and_seal
    other = a_sheet().replace(b"/Lang(en)", b"/Lang(fr)").replace(b"/Lang (en)", b"/Lang (fr)")
    assert other != a_sheet()
    with pytest.raises(ProofError):
        check_sealed(other + sealed[len(a_sheet()) :], [seal])
