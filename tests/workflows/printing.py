"""Print runs of April's certificates in Nigeria, with keyword defaults."""

from pathlib import Path

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, Bundle, CredentialFilter, SheetFormat
from certsvc.domain.identifiers import PartnerCode
from certsvc.workflows.print_run import PrintReport, print_run
from certsvc.workflows.services import Services

NG = PartnerCode("NG")
APRIL = CredentialFilter(centre=NG, cohort="2026-04")


def an_export(
    sheet_format: SheetFormat = SheetFormat.PDF,
    bundle: Bundle = Bundle.FILES,
    wanted: CredentialFilter = APRIL,
) -> BulkAct:
    return BulkAct(BatchKind.EXPORT, wanted, sheet_format=sheet_format, bundle=bundle)


def run_into(services: Services, target: Path, act: BulkAct, *, anew: bool = False) -> PrintReport:
    is_folder = not target.suffix
    return print_run(services, act, target, by=OPERATOR, is_folder=is_folder, anew=anew)


class Plug(BaseException):
    """Nothing catches it."""
