"""Check 8: whether a PDF shows what the credential of ours inside it says."""

from dataclasses import replace

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Verdict
from certsvc.verification.checks import failed, not_checked, passed, shown
from certsvc.verification.findings import leading
from certsvc.verification.reasons import Reason
from certsvc.workflows.compare_sheet import SheetComparison, SheetMatch, compare_sheet
from certsvc.workflows.services import Services


def with_sheet_check(services: Services, verdict: Verdict, *, pdf: bytes, credential: bytes) -> Verdict:
    """The verdict with the check, for a credential that our record has; any other as it is.

    What others draw around their credentials, nobody here can know.
    """
    is_ours = any(
        check.check is CheckName.RECORD and check.result is CheckResult.PASSED for check in verdict.checks
    )
    if not is_ours:
        return verdict
    checks = (*verdict.checks, _check_of_sheet(compare_sheet(services, pdf, credential)))
    return replace(verdict, checks=checks, finding=leading(checks, verdict.parts))


def _check_of_sheet(comparison: SheetComparison) -> Check:
    match comparison.match:
        case SheetMatch.SEAL_HOLDS:
            return passed(CheckName.SHEET, Reason.SHEET_SEALED)
        case SheetMatch.SAME_BYTES | SheetMatch.SAME_TEXT:
            return passed(CheckName.SHEET, Reason.SHEET_MATCHES)
        case SheetMatch.DIFFERENT:
            return failed(CheckName.SHEET, Reason.SHEET_DIFFERS, _difference(comparison))
        case SheetMatch.NOT_COMPARED:
            return not_checked(CheckName.SHEET, Reason.SHEET_NOT_COMPARED)


def _difference(comparison: SheetComparison) -> str:
    if not comparison.presented and not comparison.certified:
        return ""
    there, certified = shown(comparison.presented), shown(comparison.certified)
    return f"The PDF shows \u201c{there}\u201d where \u201c{certified}\u201d was certified."
