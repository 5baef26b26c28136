"""A PDF that was presented is held against the sheet of the credential that it carries."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from certsvc.errors import CertsvcError, InvalidInputError
from certsvc.opening.open import open_presented
from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.transcript import holds_transcript, transcript_pdf
from certsvc.sealing.seal_check import check_sealed
from certsvc.sealing.seals import Seal
from certsvc.sealing.sheet_apart import Difference, compare_apart
from certsvc.workflows.drawing import equipment_of
from certsvc.workflows.seal_certificate import seal_ring_of
from certsvc.workflows.services import Services


class SheetMatch(StrEnum):
    """How a PDF stands to what was certified. The first three are true sheets."""

    SEAL_HOLDS = "seal_holds"
    """A seal of ours is intact and covers the whole file."""
    SAME_BYTES = "same_bytes"
    """It is, byte for byte, what is drawn today."""
    SAME_TEXT = "same_text"
    """It reads and looks the same: saved again on its way."""
    DIFFERENT = "different"
    NOT_COMPARED = "not_compared"
    """Nothing is drawn of this credential here, or the PDF cannot be read within its limits."""


@dataclass(frozen=True, slots=True)
class SheetComparison:
    """``seal``: with ``SEAL_HOLDS``. ``difference``: with ``DIFFERENT``, in what.

    ``presented``, ``certified``: where words differ, the first few of each.
    """

    match: SheetMatch
    seal: Seal | None = None
    difference: Difference | None = None
    presented: str = ""
    certified: str = ""


def compare_sheet(services: Services, pdf: bytes, credential: bytes) -> SheetComparison:
    """What ``pdf`` shows, beside the sheet of ``credential``, which was found in it and whose proof holds.

    1. a seal of ours under the whole file, which carries this credential, 2. the bytes of a sheet as it is
    drawn today, 3. the same words and the same picture. Never raises for what the bytes hold.
    """
    seal = _find_seal(services, pdf)
    if seal is not None and _carries(pdf, credential):  # 1
        return SheetComparison(SheetMatch.SEAL_HOLDS, seal)
    drawn = tuple(_drawn(credential, equipment_of(services.settings)))
    if not drawn:
        return SheetComparison(SheetMatch.NOT_COMPARED)
    if pdf in drawn:  # 2
        return SheetComparison(SheetMatch.SAME_BYTES)
    return _seen(pdf, drawn)  # 3


def _seen(pdf: bytes, drawn: tuple[bytes, ...]) -> SheetComparison:
    try:
        likeness = compare_apart(pdf, drawn)
    except CertsvcError:  # too large, or too many at once
        return SheetComparison(SheetMatch.NOT_COMPARED)
    if likeness.difference is None:
        return SheetComparison(SheetMatch.SAME_TEXT)
    if likeness.difference is Difference.UNREADABLE:
        return SheetComparison(SheetMatch.NOT_COMPARED)
    return SheetComparison(
        SheetMatch.DIFFERENT,
        difference=likeness.difference,
        presented=likeness.presented,
        certified=likeness.certified,
    )


def _find_seal(services: Services, pdf: bytes) -> Seal | None:
    """The seal of ours that holds for the whole file."""
    try:
        return check_sealed(pdf, seal_ring_of(services).list_seals())
    except CertsvcError:
        return None


def _carries(pdf: bytes, credential: bytes) -> bool:
    try:
        return open_presented(pdf).document == credential
    except CertsvcError:
        return False


def _drawn(credential: bytes, equipment: Equipment) -> Iterator[bytes]:
    """Every sheet that is drawn of it; of a transcript there is one."""
    if holds_transcript(credential):
        with suppress(InvalidInputError):
            yield transcript_pdf(credential, equipment=equipment)
        return
    for template, bilingual in product(Template, (False, True)):
        try:
            yield certificate_pdf(credential, template=template, bilingual=bilingual, equipment=equipment)
        except InvalidInputError:
            continue
