"""Print runs: whole files whatever happens, gone on with, bound in the order of names."""

import fcntl
import os
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, Bundle, CredentialFilter, SheetFormat
from certsvc.domain.identifiers import ImportId, LearnerRef, PartnerCode
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError, UnavailableError
from certsvc.opening.open import open_presented
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act, get_act, preview_act
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.erase_person import erase
from certsvc.workflows.print_run import PrintReport, print_run
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content
from certsvc.workflows.verify_credential import verify_presented
from tests.conferring import a_team_decision
from tests.uploads import a_row, upload_rows
from tests.workflows.printing import APRIL, NG, Plug, an_export, run_into

NAMES = {
    "ABU-0001": "Zainab Bello",
    "ABU-0002": "Émeka Obi",
    "ABU-0003": "amina Yusuf",
    "ABU-0004": "Élise N",
}
IN_ORDER = ["amina Yusuf", "Élise N", "Émeka Obi", "Zainab Bello"]


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def texts_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


@pytest.fixture
def issued(services: Services) -> None:
    """Four certificates of April, one of May."""
    rows = [
        a_row(number, full_name=name, cohort="2026-04") for number, name in enumerate(NAMES.values(), start=1)
    ]
    upload_rows(services, *rows, a_row(5, cohort="2026-05"))


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("sheet_format", list(SheetFormat))
def test_each_certificate_is_a_file_named_by_person_and_code_that_verifies(
    services: Services, tmp_path: Path, sheet_format: SheetFormat
) -> None:
    report = run_into(services, tmp_path / "sheets", an_export(sheet_format))
    assert report == PrintReport(total=4, written=4, left_out=())
    codes = {str(record.code) for record in list_credentials(by=OPERATOR).items}
    files = names_in(tmp_path / "sheets")
    assert {name.partition("_")[0] for name in files} == {name.replace(" ", "-") for name in IN_ORDER}
    assert {Path(name).stem.partition("_")[2] for name in files} < codes
    for name in files:
        content = (tmp_path / "sheets" / name).read_bytes()
        assert open_presented(content).document is not None
        assert verify_presented(services, content).kind == "valid", name


@pytest.mark.usefixtures("issued")
def test_a_run_that_is_begun_again_keeps_what_is_there(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    run_into(services, folder, an_export())
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    lost, *_ = names_in(folder)
    (folder / lost).unlink()
    assert run_into(services, folder, an_export()) == PrintReport(total=4, written=1, left_out=())
    after = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert after.keys() == before.keys()
    assert {name for name in after if after[name] == before[name]} == before.keys() - {lost}
    assert run_into(services, folder, an_export(), anew=True).written == 4


@pytest.mark.usefixtures("issued")
def test_one_document_has_every_sheet_once_in_the_order_of_names(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "april.pdf"
    report = run_into(services, target, an_export(bundle=Bundle.ONE_DOCUMENT))
    assert (report.total, names_in(tmp_path)) == (4, ["april.pdf", *house(tmp_path)])
    with pikepdf.open(target) as document:
        assert document.check_pdf_syntax() == []
        assert len(document.pages) == 4
    for text, name in zip(texts_of(target.read_bytes()), IN_ORDER, strict=True):
        assert name in " ".join(text.split())


def house(folder: Path) -> list[str]:
    """What the fixtures put there."""
    return [name for name in names_in(folder) if name.startswith(("house", "keys", "var"))]


@pytest.mark.usefixtures("issued")
def test_a_zip_holds_the_files_in_the_order_of_names(services: Services, tmp_path: Path) -> None:
    target = tmp_path / "april.zip"
    run_into(services, target, an_export(SheetFormat.JSON))
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        assert [name.partition("_")[0].replace("-", " ") for name in packed.namelist()] == IN_ORDER
    assert not target.with_name("april.zip.parts").exists()


@pytest.mark.usefixtures("issued")
def test_what_was_revoked_while_a_run_lay_is_not_bound(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "april.pdf"
    with monkeypatch.context() as patched:
        patched.setattr("certsvc.workflows.print_run.bind_sheets", _pull)
        with pytest.raises(Plug):
            run_into(services, target, an_export(bundle=Bundle.ONE_DOCUMENT))
    assert len(names_in(tmp_path / "april.pdf.parts")) == 4
    [first] = [one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-0003"]
    revoke_credential(services, first.code, reason="The wrong person.", by=OPERATOR)
    report = run_into(services, target, an_export(bundle=Bundle.ONE_DOCUMENT))
    assert report == PrintReport(total=3, written=0, left_out=())
    assert [name in text for text, name in zip(texts_of(target.read_bytes()), IN_ORDER[1:], strict=True)]


def _pull(*_: object, **__: object) -> None:
    raise Plug


@pytest.mark.usefixtures("issued")
def test_a_sheet_that_cannot_be_drawn_is_left_out_and_told(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def draw(services: Services, record: object, *arguments: object, **options: object) -> bytes:
        if getattr(record, "learner_ref", "") == "ABU-0002":
            raise InvalidInputError("No font has these letters.", code="script_not_covered")
        return sheet_content(services, record, *arguments, **options)  # type: ignore[arg-type]  # passed on

    monkeypatch.setattr("certsvc.workflows.sheet_run.sheet_content", draw)
    report = run_into(services, tmp_path / "april.pdf", an_export(bundle=Bundle.ONE_DOCUMENT))
    [(code, why)] = report.left_out
    [record] = [one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-0002"]
    assert (code, why, report.written) == (record.code, "No font has these letters.", 3)
    with pikepdf.open(tmp_path / "april.pdf") as document:
        assert len(document.pages) == 3
    begun = begin_act(services, an_export(), expected=4, by=OPERATOR)
    run_batch(services, begun.batch.id)
    done = get_act(begun.batch.id, by=OPERATOR)
    assert (done.batch.state, done.batch.done, done.left_out) == (BatchState.DONE, 4, 1)


@pytest.mark.usefixtures("issued")
def test_two_runs_do_not_write_into_one_folder(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir()
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    with pytest.raises(ConflictError) as caught:
        run_into(services, folder, an_export())
    assert caught.value.code == "export_running"
    os.close(held)
    assert run_into(services, folder, an_export()).written == 4


@pytest.mark.usefixtures("issued")
def test_a_folder_that_cannot_be_is_an_error_of_ours(services: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for target in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UnavailableError) as caught:
            run_into(services, target, an_export())
        assert caught.value.code == "export_unwritable"


def test_where_nothing_stands_nothing_is_made(services: Services, tmp_path: Path) -> None:
    assert run_into(services, tmp_path / "sheets", an_export()).total == 0
    assert not (tmp_path / "sheets").exists()


@pytest.mark.usefixtures("issued")
def test_only_sheets_become_one_document(services: Services, tmp_path: Path) -> None:
    act = an_export(SheetFormat.PNG, Bundle.ONE_DOCUMENT)
    with pytest.raises(InvalidInputError) as caught:
        run_into(services, tmp_path / "all.pdf", act)
    assert caught.value.code == "no_document"
    with pytest.raises(InvalidInputError):
        preview_act(act, by=OPERATOR)


@pytest.mark.usefixtures("issued")
def test_a_centre_prints_its_own_alone(services: Services, tmp_path: Path) -> None:
    egypt = Actor(name="Cairo", role=Role.CENTRE, centre=PartnerCode("EG"))
    with pytest.raises(NotFoundError):
        print_run(services, an_export(), tmp_path / "sheets", by=egypt, is_folder=True)


@pytest.mark.usefixtures("issued")
def test_what_was_erased_is_not_printed_and_nobody_hears_of_it_again(
    services: Services, tmp_path: Path
) -> None:
    erase(services, centre=NG, ref=LearnerRef("ABU-0002"), by=OPERATOR)
    folder, target = tmp_path / "sheets", tmp_path / "april.pdf"
    assert run_into(services, folder, an_export()) == PrintReport(total=3, written=3, left_out=())
    assert run_into(services, folder, an_export()) == PrintReport(total=3, written=0, left_out=())
    bound = run_into(services, target, an_export(bundle=Bundle.ONE_DOCUMENT))
    assert (bound, len(texts_of(target.read_bytes()))) == (PrintReport(3, 3, ()), 3)
    assert preview_act(an_export(), by=OPERATOR) == 3
    begun = begin_act(services, an_export(), expected=3, by=OPERATOR)
    run_batch(services, begun.batch.id)
    done = get_act(begun.batch.id, by=OPERATOR)
    assert (done.batch.state, done.batch.done, done.left_out) == (BatchState.DONE, 3, 0)
    revoked = BulkAct(BatchKind.REVOKE, APRIL, reason="The test was sat by nobody.")
    assert preview_act(revoked, by=OPERATOR) == 4  # of what was erased, that it stands can still be taken


def test_each_filter_prints_what_it_says(services: Services, tmp_path: Path) -> None:
    report = upload_rows(services, a_row(1))
    upload_rows(services, a_row(2))
    confer_award(services, a_team_decision(), by=OPERATOR)
    for number, (wanted, total) in enumerate(
        (
            (CredentialFilter(import_id=ImportId(report.id)), 1),
            (CredentialFilter(micro_certification="MC-B1"), 2),
            (CredentialFilter(micro_certification="PIONEER-MC"), 1),
            (CredentialFilter(centre=PartnerCode("ABU")), 1),
        )
    ):
        folder = tmp_path / str(number)
        assert run_into(services, folder, an_export(SheetFormat.JSON, wanted=wanted)).total == total
        assert len(names_in(folder)) == total
