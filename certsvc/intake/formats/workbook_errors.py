"""What is said of a workbook that cannot be read."""

from certsvc.intake.unreadable import UnreadableFileError


def damaged_workbook() -> UnreadableFileError:
    """For a workbook that is cut off or otherwise broken."""
    return UnreadableFileError(
        "The workbook is damaged or was not sent whole.",
        code="damaged_workbook",
        hint="Open it, save it again as XLSX and send that.",
    )


def workbook_too_large(reason: str) -> UnreadableFileError:
    """For a workbook that would take more time or memory than any results do."""
    return UnreadableFileError(
        f"The workbook is too large to be a results file. {reason}",
        code="workbook_too_large",
        hint="Send the rows with results only, or CSV.",
    )


def password_protected() -> UnreadableFileError:
    """For a workbook that is encrypted."""
    return UnreadableFileError(
        "The workbook is protected by a password.",
        code="password_protected",
        hint="Remove the password in Excel (File, Info, Protect Workbook) and send it again.",
    )
