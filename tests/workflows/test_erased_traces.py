"""Nothing of whom somebody was stays where nobody looks for it: file names, reasons, a database's files."""

import io
import unicodedata
from collections.abc import Callable

import psycopg
import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter, SheetFormat
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.imports import ImportOptions
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, UnavailableError
from certsvc.settings import Settings
from certsvc.storage import cleaning
from certsvc.storage.events import list_events
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.erase_person import Erased, erase, erase_asked
from certsvc.workflows.import_results import Upload, accept_upload
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_run import PARTS, _whole_file
from certsvc.workflows.verify_credential import verify_code
from tests.erasing import LATIN_NAME, NEEDLES, REF, her_row, traces_of
from tests.uploads import a_row, csv_file, upload, upload_rows

NG = PartnerCode("NG")
YORUBA = "Ọláìyá Adébáyọ̀"


def erase_her(services: Services) -> Erased:
    return erase(services, centre=NG, ref=LearnerRef(REF), by=OPERATOR)


def somebody_else(services: Services) -> CredentialRecord:
    """A certificate of whom ``a_row(1)`` is about."""
    found = list_credentials(by=OPERATOR, limit=100).items
    return next(one for one in found if one.learner_ref == "ABU-0001" and one.revocation is None)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_an_erasure_is_not_done_while_somebody_still_reads_what_was_deleted(
    services: Services, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_rows(services, her_row())
    address = settings.database_url.replace("+psycopg", "")
    with monkeypatch.context() as hurried, psycopg.connect(address) as reader:
        hurried.setattr(cleaning, "_PATIENCE", 1)
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM partner")  # it could go on and count learners
        with pytest.raises(UnavailableError) as kept:
            erase_her(services)
        reader.rollback()
        reader.execute("SELECT count(*) FROM learner")  # a lock that stays until its transaction ends
        with pytest.raises(UnavailableError) as locked:
            erase_asked(services, by=OPERATOR)
    assert {kept.value.code, locked.value.code} == {"database_busy"}
    assert [one.hindrance for one in erase_asked(services, by=OPERATOR)] == [""]
    assert traces_of(settings) == []


def test_no_name_of_a_file_is_hers(services: Services, settings: Settings) -> None:
    names = (
        *(f"{REF}_corrected.csv", "Amina_Zahrani.csv", "AminaZahrani.csv", "AMINA ZAHRANI.csv"),
        *("Amina-Zahrani results.csv", "zahrani.csv", f"results_{REF}.csv"),
        *(f"{unicodedata.normalize('NFD', YORUBA)}.csv", f"{YORUBA.upper()}.csv"),
    )
    for month, name in enumerate(names, 1):
        row = her_row(cohort=f"2026-{month:02}", full_name=YORUBA)
        upload(services, csv_file([row, a_row(1)]), filename=name)
    erase_her(services)
    needles = (*NEEDLES, "AminaZahrani", "Amina_Zahrani", "Amina-Zahrani", YORUBA, YORUBA.upper())
    assert traces_of(settings, (*needles, unicodedata.normalize("NFD", YORUBA), YORUBA.split()[1])) == []


@pytest.mark.parametrize(
    "written",
    [
        *(
            "ГУЛНОРА КАРИМОВА",
            "Гулнора  Каримова",
            "гулнора-каримова",
            "GULNORA KARIMOVA",
            "gulnora_karimova",
        ),
        *("AMINA.ZAHRANI@abu.example", "ABU‑7741, abu 7741"),
    ],
)
def test_a_reason_says_no_name_however_it_was_written(
    services: Services, settings: Settings, written: str
) -> None:
    upload_rows(services, her_row(full_name="Гулнора Каримова", latin_name="Gulnora Karimova"), a_row(1))
    record = somebody_else(services)
    revoke_credential(services, record.id, reason=f"Mixed up with {written}.", by=OPERATOR)
    erase_her(services)
    withdrawn = verify_code(services, record.code).withdrawn
    assert withdrawn is not None
    assert withdrawn.reason.replace("…, …", "…") == "Mixed up with …."
    [event] = [one for one in list_events("credential", record.id) if one.action == "revoked"]
    assert event.detail["reason"] == withdrawn.reason
    assert traces_of(settings, (written,)) == []


def test_a_word_that_only_begins_like_her_name_stays(services: Services) -> None:
    upload_rows(services, her_row(), a_row(1))
    record = somebody_else(services)
    reason = f"Amina Zahraniyan, {REF}9 and yamina.zahrani@abu.example are others."
    revoke_credential(services, record.id, reason=reason, by=OPERATOR)
    erase_her(services)
    withdrawn = verify_code(services, record.code).withdrawn
    assert withdrawn is not None
    assert withdrawn.reason == reason


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_was_sent_for_the_wrong_centre_goes_too(
    services: Services, settings: Settings, *, dry_run: bool
) -> None:
    upload_rows(services, her_row())
    rows = [her_row(course_code="NOPE"), her_row(full_name="ZAHRANI Amina", learner_ref=""), a_row(1)]
    upload(services, csv_file(rows), centre="EG", dry_run=dry_run, filename="Zahrani.csv")
    erase_her(services)
    assert traces_of(settings) == []
    kept = [path.read_bytes() for path in settings.uploads_dir.rglob("*") if path.is_file()]
    assert [content.count(b"\n") for content in kept if b"ABU-0001" in content] == ([] if dry_run else [4])


def test_an_import_of_another_centre_is_waited_for_if_she_is_in_its_file(
    services: Services, settings: Settings, work_off: Callable[[], None]
) -> None:
    upload_rows(services, her_row())
    accept_for_egypt(services, csv_file([a_row(1)]))
    erased = erase_her(services)
    assert erased.hindrance == ""
    upload_rows(services, her_row(learner_ref="ABU-9999"))
    accept_for_egypt(services, csv_file([her_row(course_code="NOPE", learner_ref="")]))
    with pytest.raises(ConflictError) as running:
        erase(services, centre=NG, ref=LearnerRef("ABU-9999"), by=OPERATOR)
    assert running.value.code == "import_running"
    work_off()
    assert [one.hindrance for one in erase_asked(services, by=OPERATOR)] == [""]
    assert traces_of(settings) == []


def accept_for_egypt(services: Services, content: bytes) -> None:
    file = Upload(io.BytesIO(content), "results.csv", PartnerCode("EG"), ImportOptions())
    accept_upload(services, file, by=OPERATOR)


def test_half_an_export_that_a_killed_worker_left_goes(services: Services, settings: Settings) -> None:
    upload_rows(services, her_row(), a_row(1))
    act = BulkAct(BatchKind.EXPORT, CredentialFilter(centre=NG), sheet_format=SheetFormat.JSON)
    do_bulk_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR)
    folder = settings.var_dir / "exports"
    [whole] = folder.iterdir()
    with _whole_file(whole) as file:
        file.write(LATIN_NAME.encode())
        [part] = folder.glob(PARTS)
    part.write_text(LATIN_NAME)  # as if nobody had come to the end
    erase_her(services)
    assert list(folder.iterdir()) == []
    assert traces_of(settings) == []


def test_what_certificates_of_others_say_of_her_for_good_is_counted(services: Services) -> None:
    upload_rows(services, her_row(), a_row(1), a_row(2))
    reason = f"Mixed up with {LATIN_NAME.upper()}."
    key = somebody_else(services).key
    act = BulkAct(BatchKind.REISSUE, CredentialFilter(centre=NG, key=key), reason=reason)
    do_bulk_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR)
    assert erase_her(services).named_in_reasons == 2
    assert verify_code(services, somebody_else(services).code).finding is Finding.VALID


@pytest.mark.parametrize("ref", ["abu-7741", "ABU\u20117741", "ＡＢＵ-7741", "ABU-\u200b7741"])
def test_nobody_comes_back_under_a_reference_that_looks_the_same(services: Services, ref: str) -> None:
    upload_rows(services, her_row(), a_row(1))
    erase_her(services)
    report = upload_rows(services, her_row(learner_ref=ref, cohort="2026-12"), her_row(cohort="2026-12"))
    assert (report.counts.recorded, report.counts.refused) == (0, 2)


def test_whom_her_centre_knows_under_such_a_reference_is_somebody_else(services: Services) -> None:
    upload_rows(services, her_row(), a_row(1, learner_ref=REF.lower()))
    erase_her(services)
    report = upload_rows(services, a_row(1, learner_ref=REF.lower(), cohort="2026-12"))
    assert report.counts.recorded == 1


@pytest.mark.parametrize("ref", ["erased-2019-07", "Erased\u20112019"])
def test_no_centre_gives_references_as_erased_learners_have(services: Services, ref: str) -> None:
    report = upload_rows(services, a_row(1, learner_ref=ref), a_row(2))
    assert (report.counts.recorded, report.counts.refused) == (1, 1)
    [problem] = report.problems
    assert (problem.code, problem.column) == ("reserved_ref", "learner_ref")
    assert problem.hint == "Give her another reference in your register and in the file."
