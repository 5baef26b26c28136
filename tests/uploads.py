"""Results files as an officer would send them, with keyword defaults."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from certsvc.domain.access import OPERATOR, Actor
from certsvc.domain.identifiers import CourseCode, PartnerCode
from certsvc.domain.imports import ImportOptions, ImportReport, OnConflict
from certsvc.workflows.import_results import Upload, accept_upload, import_results
from certsvc.workflows.services import Services

COLUMNS = (
    *("learner_ref", "full_name", "latin_name", "email", "institution", "gender", "preferred_language"),
    *("course_code", "cohort", "completed_on", "score", "hours", "outcome"),
)
DEMO_FILE = Path(__file__).parents[1] / "certsvc" / "demo" / "nigeria-B1-2024-04.csv"


def a_row(number: int = 1, **values: str) -> dict[str, str]:
    """A good row of the canonical columns; a test names only what it is about."""
    return {
        "learner_ref": f"ABU-{number:04d}",
        "full_name": f"Ọláìyá Person {number}",
        "latin_name": "",
        "email": f"person{number}@abu.example",
        "institution": "Ahmadu Bello University",
        "gender": "F",
        "preferred_language": "en",
        "course_code": "B1",
        "cohort": "2026-04",
        "completed_on": "2026-04-22",
        "score": "89",
        "hours": "24",
        "outcome": "passed",
    } | values


def csv_file(rows: Sequence[dict[str, str]]) -> bytes:
    """The rows as CSV in UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def upload(
    services: Services,
    content: bytes,
    *,
    filename: str = "results.csv",
    centre: str = "NG",
    course: str | None = None,
    dry_run: bool = False,
    amend: bool = False,
    issue: bool = True,
    by: Actor = OPERATOR,
) -> ImportReport:
    """Send a file as the centre's officer."""
    options = ImportOptions(
        course=CourseCode(course) if course else None,
        dry_run=dry_run,
        on_conflict=OnConflict.AMEND if amend else OnConflict.REJECT,
        issue=issue,
    )
    return import_results(
        services, Upload(io.BytesIO(content), filename, PartnerCode(centre), options), by=by
    )


def upload_rows(services: Services, *rows: dict[str, str], **options: bool) -> ImportReport:
    """Send these rows as a CSV file."""
    return upload(services, csv_file(rows), **options)  # type: ignore[arg-type]  # the keywords of ``upload``


def accept(services: Services, content: bytes, *, by: Actor = OPERATOR, issue: bool = True) -> ImportReport:
    """Send a CSV file as the centre NG does over HTTP: a worker does the rest."""
    file = Upload(io.BytesIO(content), "results.csv", PartnerCode("NG"), ImportOptions(issue=issue))
    return accept_upload(services, file, by=by)


def accept_rows(services: Services, *rows: dict[str, str]) -> ImportReport:
    """The same for these rows."""
    return accept(services, csv_file(rows))
