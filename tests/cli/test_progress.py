import contextlib
import io

import pytest

from certsvc.cli.progress import counting_progress, import_progress
from certsvc.domain.batches import Batch, BatchKind, BatchState
from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.domain.imports import ImportCounts, ImportOptions, ImportReport
from tests.conftest import NOW


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _terminal() -> contextlib.redirect_stderr[Terminal]:
    """Inside it, stderr is a terminal. Not a fixture: pytest sets stderr anew when the test begins."""
    return contextlib.redirect_stderr(Terminal())


def test_a_long_import_shows_its_rows_and_then_its_certificates() -> None:
    with _terminal() as terminal, import_progress() as bars:
        assert bars is not None
        show = bars.show
        show(ImportCounts(rows=500, recorded=480, refused=20))
        show(ImportCounts(rows=1000, recorded=980, refused=20))
        assert "Recording" in terminal.getvalue()
        assert "1,000 rows, 20 refused" in terminal.getvalue()
        assert "Issuing" not in terminal.getvalue()
        show(ImportCounts(rows=1000, recorded=980, refused=20, issued=700))
        show(ImportCounts(rows=1000, recorded=980, refused=20, issued=980))
    assert "700 certificates" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_an_import_whose_rows_are_counted_shows_how_many_are_done() -> None:
    batch = Batch("1", BatchKind.IMPORT, BatchState.QUEUED, total=2000, done=0, created_at=NOW, created_by="")
    report = ImportReport(
        ImportId("1"), PartnerCode("NG"), "results.csv", "", ImportOptions(), batch, ImportCounts()
    )
    with _terminal() as terminal, import_progress() as bars:
        assert bars is not None
        bars.expect(report)
        bars.show(ImportCounts(rows=500, recorded=500))
        bars.show(ImportCounts(rows=1000, recorded=1000))
    assert "1,000 of 2,000 rows" in terminal.getvalue()
    assert "50%" in terminal.getvalue()


def test_a_short_import_is_done_before_a_bar_is_read() -> None:
    with _terminal() as terminal, import_progress() as bars:
        assert bars is not None
        show = bars.show
        show(ImportCounts())
        show(ImportCounts(rows=40, recorded=40))
        show(ImportCounts(rows=40, recorded=40, issued=37))
    assert terminal.getvalue() == ""


def test_issuing_shows_how_much_is_done() -> None:
    with _terminal() as terminal, counting_progress("Issuing") as show:
        assert show is not None
        show(500, 1000)
        show(1000, 1000)
    assert "100%" in terminal.getvalue()


def test_nothing_is_drawn_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with import_progress() as show_rows, counting_progress("Issuing") as show_done:
        assert (show_rows, show_done) == (None, None)
    assert capsys.readouterr().err == ""


def test_nothing_is_drawn_beside_json() -> None:
    with (
        _terminal() as terminal,
        import_progress(wanted=False) as bars,
        counting_progress("x", wanted=False) as show,
    ):
        assert (bars, show) == (None, None)
    assert terminal.getvalue() == ""
