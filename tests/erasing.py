"""Somebody with a name in two scripts, everywhere where this service may have it; and what looks for her."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import text

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter, SheetFormat
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.settings import Settings
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.database import db, is_postgresql
from certsvc.storage.schema import METADATA
from certsvc.workflows.ask_correction import Wanted, ask_correction
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.claim_records import mail_claim_links
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.send_notices import send_due_notices
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.intake.uploads import a_workbook
from tests.uploads import COLUMNS, a_row, csv_file, upload

REF = "ABU-7741"
NAME = "أمينة الزهراني"
LATIN_NAME = "Amina Zahrani"
OLD_NAME = "أمينه الزهرانى"
ADDRESS = "amina.zahrani@abu.example"
NEEDLES = (REF, NAME, LATIN_NAME, OLD_NAME, ADDRESS, "Zahrani")
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1256", "ascii")


@dataclass(frozen=True)
class Her:
    """A person with two centres; her certificates as she took them home."""

    person_id: PersonId
    records: tuple[CredentialRecord, ...]
    transcript: CredentialRecord


def her_row(**cells: str) -> dict[str, str]:
    """A row of hers."""
    return a_row(
        7741,
        **({"learner_ref": REF, "full_name": NAME, "latin_name": LATIN_NAME, "email": ADDRESS} | cells),
    )


def namesake_row(**cells: str) -> dict[str, str]:
    """Of another person of the same name."""
    return a_row(8, **({"full_name": NAME, "latin_name": LATIN_NAME} | cells))


def somebody_everywhere(services: Services, *, with_namesake: bool = False) -> Her:
    """She is in uploads of every format, in mails, an export, a transcript, a reason, a refused row."""
    others = [a_row(number) for number in range(1, 4)] + ([namesake_row()] if with_namesake else [])
    upload(services, csv_file([others[0], her_row(full_name=OLD_NAME), *others[1:]]))
    upload(services, csv_file([her_row(score="91")]), amend=True)
    arabic = csv_file([her_row(cohort="2026-05", institution="جامعة")]).decode().encode("cp1256")
    upload(services, arabic)
    refused = csv_file([her_row(course_code="PATCH", completed_on="some day"), a_row(4)]).decode()
    upload(services, refused.encode("utf-16"), filename=f"{LATIN_NAME}.csv")
    cells = [list(COLUMNS), list(her_row(cohort="2026-06").values()), list(a_row(5).values())]
    upload(services, a_workbook(cells))
    lines = "\n".join(json.dumps(row) for row in (her_row(cohort="2026-07"), a_row(6)))
    upload(services, lines.encode(), filename="results.jsonl")
    upload(services, csv_file([her_row(learner_ref="KEN-5", cohort="2026-08")]), centre="EG")
    person_id = claim_record(services, REF, ADDRESS).person_id
    mail_claim_links(services, PartnerCode("NG"), by=OPERATOR)
    send_due_notices(services)
    wanted = [Wanted(CorrectedField.LATIN_NAME, "Ameena Zahrani")]
    newest = list_credentials_of(person_id)[0]
    ask_correction(services, person_id, newest.id, wanted=wanted, why="I am Zahrani.", attachment=_picture())
    transcript = issue_transcript(services, person_id, by=person_id)
    export = BulkAct(
        BatchKind.EXPORT, CredentialFilter(centre=PartnerCode("NG")), sheet_format=SheetFormat.JSON
    )
    do_bulk_act(services, export, expected=preview_act(export, by=OPERATOR), by=OPERATOR)
    records = list_credentials_of(person_id)
    other = next(
        one for one in list_credentials(by=OPERATOR, limit=100).items if one.learner_ref == "ABU-0001"
    )
    revoke_credential(services, other.id, reason=f"Mixed up with {REF}, {LATIN_NAME}.", by=OPERATOR)
    return Her(person_id, records, transcript)


def traces_of(settings: Settings, needles: tuple[str, ...] = NEEDLES) -> list[str]:
    """Where something of hers is still to be read: files byte for byte, tables row for row."""
    written = {needle: [*_written(needle), json.dumps(needle)[1:-1].encode()] for needle in needles}
    found = [
        f"{needle} in {place}"
        for place, content in (*_files(settings), *_tables(), *_files_of_server())
        for lower in [content.lower()]
        for needle, forms in written.items()
        if any(form.lower() in lower for form in forms)
    ]
    return sorted(set(found))


def _written(needle: str) -> Iterator[bytes]:
    for encoding in _ENCODINGS:
        try:
            yield needle.encode(encoding)
        except UnicodeEncodeError:
            continue


def _files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    root = settings.var_dir.parent
    for path in sorted(root.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            yield str(path.relative_to(root)), content
            if zipfile.is_zipfile(io.BytesIO(content)):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    for name in archive.namelist():
                        yield f"{path.name}:{name}", archive.read(name)


def _tables() -> Iterator[tuple[str, bytes]]:
    """What a database on a server has; SQLite's file is looked at itself."""
    if not is_postgresql():
        return
    db.session.rollback()
    for table in METADATA.sorted_tables:
        for row in db.session.execute(table.select()):
            yield table.name, "\0".join(map(str, row)).encode()
            yield table.name, b"\0".join(value for value in row if isinstance(value, bytes))
    db.session.rollback()


def _files_of_server() -> Iterator[tuple[str, bytes]]:
    """The same byte for byte, with what was deleted; and what it quotes in its statistics."""
    if not is_postgresql():
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        for name, content in connection.execute(text(_RELATIONS)):
            yield f"file of {name}", content
        for name, quoted in connection.execute(text(_STATISTICS)):
            yield f"statistics of {name}", quoted.encode()


_RELATIONS = """
SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class
WHERE relkind IN ('r', 't', 'i') AND pg_relation_filepath(oid) LIKE 'base/%'
  AND (relname LIKE 'pg_toast%' OR relname LIKE 'pg_statistic%'
       OR relnamespace = CAST('public' AS regnamespace))
"""
_STATISTICS = """
SELECT tablename, concat_ws(' ', CAST(most_common_vals AS text), CAST(histogram_bounds AS text))
FROM pg_stats WHERE schemaname = 'public'
"""


def _picture() -> bytes:
    """A photograph of her passport."""
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG", pnginfo=_comment())
    return content.getvalue()


def _comment() -> PngInfo:
    comment = PngInfo()
    comment.add_itxt("Comment", NAME)
    return comment
