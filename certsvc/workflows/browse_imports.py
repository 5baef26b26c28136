"""An officer looks at her imports, and takes back the rows that were refused."""

from certsvc.domain.access import Actor, Scope
from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.domain.imports import ImportReport, RowProblem, Severity
from certsvc.domain.records import Page
from certsvc.errors import NotFoundError
from certsvc.intake.refused import RefusedRow, media_type_of, refused_filename, write_refused
from certsvc.intake.shape import FileShape
from certsvc.storage import import_rows, imports
from certsvc.workflows.browse_records import visible_centre
from certsvc.workflows.downloads import Download


def get_import(import_id: ImportId, *, by: Actor) -> ImportReport:
    """The report, with all its problems. Raises NotFoundError, for another centre's too."""
    by.check_may(Scope.READ)
    report = imports.get_import(import_id)
    if not by.sees(report.centre):
        raise NotFoundError("There is no such import.")
    return report


def list_imports(
    *, by: Actor, centre: PartnerCode | None = None, limit: int = 50, cursor: str | None = None
) -> Page[ImportReport]:
    """Newest first, without problems. NotFoundError for another centre's."""
    by.check_may(Scope.READ)
    return imports.page_of_imports(centre=visible_centre(by, centre), limit=limit, cursor=cursor)


def refused_rows_file(import_id: ImportId, *, by: Actor) -> Download:
    """The refused rows in the uploaded format, the reason beside each.

    Raises NotFoundError: ``nothing_refused``, ``rows_not_kept`` when they are kept no more.
    """
    report = get_import(import_id, by=by)
    refused = find_refused_rows(report)
    if refused is None and report.counts.refused:
        raise NotFoundError(
            "The rows that this import refused are no longer kept here.",
            code="rows_not_kept",
            hint="Send the file again to see them.",
        )
    if refused is None:
        raise NotFoundError("No row of this import was refused.", code="nothing_refused")
    return refused


def find_refused_rows(report: ImportReport) -> Download | None:
    """The same for a report at hand; None when every row was recorded."""
    problems: dict[int, list[RowProblem]] = {}
    for problem in report.problems:
        if problem.severity is Severity.REFUSED:
            problems.setdefault(problem.line, []).append(problem)
    rows = [
        RefusedRow(line=line, cells=cells, problems=tuple(problems.get(line, ())))
        for line, cells in import_rows.list_refused_rows(report.id)
    ]
    if not rows:
        return None
    shape = FileShape.from_json(imports.get_shape(report.id))
    return Download(
        content=write_refused(shape, rows),
        media_type=media_type_of(shape),
        filename=refused_filename(report.filename, shape),
    )
