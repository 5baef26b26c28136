"""Every query that a request makes finds its rows by an index, however many there are."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, text

from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter, SheetFormat
from certsvc.domain.corrections import CorrectionId
from certsvc.domain.identifiers import (
    AwardId,
    CompletionId,
    ImportId,
    LearnerId,
    LearnerRef,
    Multibase,
    PartnerCode,
)
from certsvc.domain.imports import ImportReport
from certsvc.domain.links import LinkKind
from certsvc.domain.people import MailAddress, PersonId
from certsvc.domain.records import CredentialRecord, Page, StatusEntry
from certsvc.storage import corrections
from certsvc.storage.batches import list_open_batches
from certsvc.storage.completions_behind import awards_standing_on, completions_behind, current_versions
from certsvc.storage.corrected_values import find_meant_values
from certsvc.storage.credential_selection import count_replaced_by
from certsvc.storage.credentials_of_people import list_credentials_of, list_transcripts
from certsvc.storage.database import db, transaction
from certsvc.storage.issued_documents import (
    count_signed_with,
    find_by_credential_id,
    find_by_digest,
    find_by_status,
)
from certsvc.storage.learners import PendingFilter, count_pending, take_pending
from certsvc.storage.learners_of_people import bind_by_address, find_learner, list_learners_of
from certsvc.storage.mended_since import was_changed_since
from certsvc.storage.people import find_person, list_addresses, lock_free_addresses
from certsvc.storage.personal_links import add_links
from certsvc.storage.recognised_issuers import find_last_event, find_recognised
from certsvc.storage.transcripts import lock_transcripts_of_holders, standing_in_place_of
from certsvc.workflows.ask_correction import list_own_corrections
from certsvc.workflows.browse_imports import get_import, list_imports, refused_rows_file
from certsvc.workflows.browse_records import get_credential, list_completions, list_credentials
from certsvc.workflows.bulk_acts import list_acts, preview_act
from certsvc.workflows.claim_records import (
    mail_claim_links,
    make_claim_links,
    open_claim,
    prove_address,
)
from certsvc.workflows.correction_outcomes import list_new_certificates
from certsvc.workflows.decide_correction import get_correction, list_corrections
from certsvc.workflows.manage_api_keys import authenticate, create_api_key
from certsvc.workflows.personal_tokens import Subject, make_links
from certsvc.workflows.public_credentials import get_public_file
from certsvc.workflows.publish import did_document, get_achievement, get_status_list
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.run_batch import run_abandoned
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import (
    end_all_sessions,
    end_session,
    find_session,
    list_sessions,
    request_sign_in,
    use_sign_in,
)
from certsvc.workflows.succession import find_successor
from certsvc.workflows.verify_credential import verify_anything, verify_code
from tests.claiming import signed_in
from tests.uploads import a_row, csv_file, upload, upload_rows

NG = PartnerCode("NG")
MANY = 20_000
GROWING = {
    *("learner", "completion", "award", "award_completion", "credential", "event"),
    *("results_import", "batch", "refused_row", "row_problem", "issued_document", "recognised_issuer"),
    *("person", "person_address", "person_session", "personal_link", "notice"),
    *("correction", "corrected_value"),
}
"""Tables without a bound; the catalogue, partners, issuers, their keys and status lists are few."""


@dataclass(frozen=True)
class House:
    """A house with many rows, and one import of its own among them."""

    services: Services
    report: ImportReport
    record: CredentialRecord
    token: str


FILL = """
INSERT INTO batch (id, kind, centre, state, parameters, total, done, position, created_by, created_at,
                   started_at, heartbeat_at, finished_at, left_out, failure)
SELECT 'i' || n, CASE WHEN n %% 100 = 0 THEN 'revoke' ELSE 'import' END, {centre}, 'done',
       '{{"wanted": {{}}, "reason": "r", "format": "json", "until": ""}}', 1, 1, '', 'filled',
       {at}, {at}, {at}, {at}, 0, ''
FROM generate_series(1, {many}) n;
INSERT INTO results_import (id, centre, filename, digest, options, shape, counts, issued)
SELECT 'i' || n, {centre}, 'f', 'd' || n, {options}, '{{}}', {counts}, 0 FROM generate_series(1, {many}) n;
INSERT INTO refused_row (import_id, line, cells) SELECT 'i' || n, 1, '[]' FROM generate_series(1, {many}) n;
INSERT INTO row_problem (import_id, position, line, "column", code, message, hint, severity)
SELECT 'i' || n, 0, 1, '', 'c', 'm', '', 'refused' FROM generate_series(1, {many}) n;
INSERT INTO person (id, visibility, created_at) SELECT 'p' || n, 'everything', {at}
FROM generate_series(1, {many}) n;
INSERT INTO person_address (address, person_id, proven_at) SELECT 'a' || n || '@x.example', 'p' || n, {at}
FROM generate_series(1, {many}) n;
INSERT INTO person_session (digest, person_id, created_at, expires_at) SELECT 's' || n, 'p' || n, {at}, {at}
FROM generate_series(1, {many}) n;
INSERT INTO learner (id, centre, ref, full_name, latin_name, email, institution, person_id, address, pending,
                     pending_import, updated_at)
SELECT 'l' || n, {centre}, 'R' || n, 'A B', '', '', '', CASE WHEN n %% 4 > 0 THEN 'p' || n END,
       'a' || n || '@x.example', CASE WHEN n %% 10 = 0 THEN 'due' END,
       CASE WHEN n %% 10 = 0 THEN 'i' || n END, {at} FROM generate_series(1, {many}) n;
INSERT INTO completion (id, learner_id, centre, course, cohort, completed_on, outcome, learner_as_written,
                        version, is_current, import_id, line, recorded_at, recorded_by)
SELECT 'c' || n, 'l' || n, {centre}, 'C' || n %% 500, 'K' || n %% 2000, '2026-01-01', 'passed',
       '["A B", "", "", "", null, null]', 1, true, 'i' || n, 1, {at}, 'filled'
FROM generate_series(1, {many}) n;
INSERT INTO award (id, learner_id, micro_certification, version, period, earned_on, awarded_at)
SELECT 'a' || n, 'l' || n, 'M' || n %% 50, 1, 'once', '2026-01-01', {at} FROM generate_series(1, {many}) n;
INSERT INTO award_completion (award_id, completion_id)
SELECT 'a' || n, 'c' || n FROM generate_series(1, {many}) n;
INSERT INTO credential (id, code, award_id, centre, learner_ref, micro_certification, issuer, key,
                        list_number, status_index, batch_id, signed_bytes, digest, issued_at, supersedes)
SELECT 'v' || n, 'X' || n, 'a' || n, {centre}, 'R' || n, 'M' || n %% 50, c.issuer, c.key, c.list_number,
       200000 + n, 'i' || n, '', '', {at}, CASE WHEN n = 1 THEN c.id WHEN n %% 3 > 0 THEN 'v' || n - 1 END
FROM generate_series(1, {many}) n, (SELECT * FROM credential LIMIT 1) c;
INSERT INTO issued_document (digest, credential_id, issuer, key, list_number, status_index, signed_bytes,
                             issued_at)
SELECT 'd' || n, 'urn:' || n, c.issuer, c.key, c.list_number, 400000 + n, '', {at}
FROM generate_series(1, {many}) n, (SELECT * FROM credential LIMIT 1) c;
INSERT INTO recognised_issuer (did, registry, name, url, location, loaded_at, loaded_by)
SELECT 'did:web:x' || n, 'R' || n %% 50, 'n', '', '', {at}, 'filled' FROM generate_series(1, {many}) n;
INSERT INTO personal_link (digest, kind, seed, learner_id, address, claim_digest, created_at, expires_at)
SELECT 'k' || n, 'claim', '', 'l' || n, NULL, NULL, {at}, {at} FROM generate_series(1, {many}) n;
INSERT INTO personal_link (digest, kind, seed, learner_id, address, claim_digest, created_at, expires_at)
SELECT 'm' || n, 'sign_in', '', 'l' || n, 'a' || n || '@x.example', 'k' || n, {at}, {at}
FROM generate_series(1, {many}) n;
INSERT INTO notice (id, kind, subject, learner_id, person_id, language, state, attempts, next_at)
SELECT 'n' || n, 'sign_in', 'm' || n, NULL, 'p' || n, 'en', CASE WHEN n %% 100 = 0 THEN 'due' ELSE 'sent' END,
       1, {at} FROM generate_series(1, {many}) n;
INSERT INTO correction (id, learner_id, person_id, centre, changes, why, state, asked_at, decided_by, word,
                        reason)
SELECT 'c' || n, 'l' || n, 'p' || n, {centre}, '[]', 'w',
       CASE WHEN n %% 100 = 0 THEN 'asked' ELSE 'approved' END, {at}, '', '', ''
FROM generate_series(1, {many}) n;
INSERT INTO corrected_value (learner_id, field, written, meant)
SELECT 'l' || n, 'full_name', 'A', 'B' FROM generate_series(1, {many}) n;
INSERT INTO event (at, actor, action, subject_kind, subject, detail)
SELECT {at}, 'filled', 'issued', 'credential', 'v' || n, '{{}}' FROM generate_series(1, {many}) n;
ANALYZE
"""


@pytest.fixture
def house(services: Services) -> House:
    """20,000 of everything in fifty centres; a course or cohort is a small part, or scanning were right."""
    report = upload_rows(services, a_row(1), a_row(2, score="105"))
    [record] = list_credentials(by=OPERATOR).items
    token = create_api_key(
        services, label="k", role=Role.CENTRE, centre=NG, scopes=frozenset(Scope), by=OPERATOR
    ).token
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO partner (code, kind, document) SELECT 'P' || n, 'national_centre', document"
                " FROM generate_series(0, 49) n, partner WHERE code = 'NG'"
            )
        )
        filled = FILL.format(
            many=MANY,
            centre="'P' || n %% 50",
            at="timestamptz '2026-01-01' + n * interval '1 hour'",
            options="""'{"course": null, "mode": null, "on_conflict": "reject", "issue": true}'""",
            counts="""'{"rows": 1}'""",
        )
        for statement in filled.split(";"):
            db.session.connection().exec_driver_sql(statement)
    return House(services, report, record, token)


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed inside, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: object, _x: object, many: bool) -> None:  # noqa: FBT001  # SQLAlchemy's signature
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")) and not many:
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes_of(part)


def scanned_tables(act: Callable[[], object]) -> dict[str, str]:
    """The growing tables that a query of ``act`` reads from end to end, with that query."""
    with watched() as statements:
        act()
    db.session.rollback()
    assert statements
    found: dict[str, str] = {}
    for statement, parameters in statements:
        [[answer]] = (
            db.session.connection().exec_driver_sql("EXPLAIN (FORMAT JSON) " + statement, parameters).all()
        )
        plan = answer if isinstance(answer, list) else json.loads(answer)
        for node in nodes_of(plan[0]["Plan"]):
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in GROWING:
                found[node["Relation Name"]] = statement
    db.session.rollback()
    return found


def second_page(page: Callable[[str | None], Page[Any]]) -> None:
    first = page(None)
    assert first.next_cursor
    page(first.next_cursor)


def completions_of(**wanted: Any) -> Callable[[House], None]:  # noqa: ANN401  # a filter's own types
    return lambda _: second_page(
        lambda cursor: list_completions(by=OPERATOR, cursor=cursor, limit=10, **wanted)
    )


def credentials_of(**wanted: Any) -> Callable[[House], None]:  # noqa: ANN401  # a filter's own types
    return lambda _: second_page(
        lambda cursor: list_credentials(by=OPERATOR, cursor=cursor, limit=10, **wanted)
    )


def preview_of(**wanted: Any) -> Callable[[House], object]:  # noqa: ANN401  # a filter's own types
    act = BulkAct(BatchKind.REVOKE, CredentialFilter(**wanted), reason="r")
    return lambda _: preview_act(act, by=OPERATOR)


def claim_token_of(house: House) -> str:
    """Of the learner whom the file named first."""
    [made] = make_claim_links(
        house.services, NG, by=OPERATOR, learner_refs=[LearnerRef("ABU-0001")], replace=True
    )
    return made.token


def was_mended(_: House) -> bool:
    """Of somebody who asked in words."""
    known = find_learner("l77")
    assert known is not None
    return was_changed_since(known, datetime.now(UTC))


def sign_in(house: House) -> str:
    """By a link to an address that is known."""
    made = make_links(
        house.services,
        LinkKind.SIGN_IN,
        [Subject(address=MailAddress("a77@x.example"))],
        at=house.services.now(),
    )
    with transaction():
        add_links([link for link, _ in made])
    return signed_in(use_sign_in(house.services, made[0][1])).session_token


P0, P1 = PartnerCode("P0"), PartnerCode("P1")
REQUESTS: dict[str, Callable[[House], object]] = {
    "completions": completions_of(),
    "completions of a centre": completions_of(centre=P1),
    "completions of a course": completions_of(course="C7"),
    "completions of a course at a centre": completions_of(centre=P1, course="C51"),
    "completions of a learner": lambda _: list_completions(by=OPERATOR, learner_ref="R77"),
    "completions of a centre's learner": lambda _: list_completions(
        by=OPERATOR, centre=PartnerCode("P27"), learner_ref="R77"
    ),
    "completions of nobody": lambda _: list_completions(by=OPERATOR, learner_ref="nobody"),
    "credentials": credentials_of(),
    "credentials of a centre": credentials_of(centre=P1),
    "credentials of a micro-certification": credentials_of(micro_certification="M7"),
    "both": credentials_of(centre=P1, micro_certification="M1"),
    "credentials of a learner": lambda _: list_credentials(by=OPERATOR, learner_ref="R77"),
    "credentials of a centre's learner": lambda _: list_credentials(
        by=OPERATOR, centre=P1, learner_ref="R51"
    ),
    "credentials of an import": lambda _: list_credentials(by=OPERATOR, import_id="i77"),
    "credentials of an import that issued none": lambda _: list_credentials(by=OPERATOR, import_id="x"),
    "a credential by id": lambda house: get_credential(house.record.id, by=OPERATOR),
    "a credential by code": lambda house: get_credential(house.record.code, by=OPERATOR),
    "a verdict by code": lambda house: verify_code(house.services, house.record.code),
    "a verdict by link": lambda house: verify_anything(
        house.services, house.services.addresses.credential(house.record.id)
    ),
    "what took the place of a credential": lambda house: find_successor(house.record.id),
    "what stands in the place of certificates": lambda house: standing_in_place_of([house.record.id]),
    "transcripts that hold a certificate": lambda house: lock_transcripts_of_holders([house.record.id]),
    "a public file by id": lambda house: get_public_file(house.services, house.record.id, SheetFormat.JSON),
    "a public file by code": lambda house: get_public_file(
        house.services, house.record.code, SheetFormat.JSON
    ),
    "an import": lambda house: get_import(house.report.id, by=OPERATOR),
    "an import's refused rows": lambda house: refused_rows_file(house.report.id, by=OPERATOR),
    "imports": lambda _: second_page(lambda cursor: list_imports(by=OPERATOR, cursor=cursor)),
    "imports of a centre": lambda _: second_page(
        lambda cursor: list_imports(by=OPERATOR, centre=P1, cursor=cursor)
    ),
    "bulk acts": lambda _: second_page(lambda cursor: list_acts(by=OPERATOR, cursor=cursor, limit=10)),
    "bulk acts of a centre": lambda _: list_acts(by=OPERATOR, centre=P0),
    "a status list": lambda house: get_status_list(house.record.status.list_number),
    "a DID document": lambda house: did_document(house.services, None),
    "an achievement": lambda house: get_achievement(house.services, "MC-B1.v1"),
    "who holds a key": lambda house: authenticate(house.token),
    "preview by centre": preview_of(centre=P1),
    "preview by micro-certification": preview_of(micro_certification="M7"),
    "preview by course": preview_of(course="C7"),
    "preview by cohort": preview_of(cohort="K7"),
    "preview by course and cohort": preview_of(course="C7", cohort="K7"),
    "preview by import": preview_of(import_id=ImportId("i77")),
    "preview by key": preview_of(key=Multibase("z6MkRetiredLongAgo")),
    "preview by date": preview_of(issued_from=date(2027, 1, 1), issued_until=date(2027, 1, 2)),
    "a document of the VC-API": lambda _: find_by_digest("d77"),
    "a document of the VC-API by what it calls itself": lambda _: find_by_credential_id("urn:77"),
    "a document of the VC-API by its status": lambda house: find_by_status(
        StatusEntry(list_number=house.record.status.list_number, index=400_077)
    ),
    "documents of the VC-API that a key signed": lambda _: count_signed_with(Multibase("z6MkRetiredLongAgo")),
    "an issuer of others": lambda _: find_recognised("did:web:x77"),
    "what changed last": lambda _: find_last_event("registry", "centre"),
    "learners that an import made due": lambda _: take_pending(
        PendingFilter(import_id=ImportId("i70")), 500, after=None
    ),
    "how many an import made due": lambda _: count_pending(PendingFilter(import_id=ImportId("i70"))),
    "a centre's pending learners": lambda _: take_pending(PendingFilter(centre=P1), 500, after=None),
    "a pending learner": lambda _: count_pending(PendingFilter(centre=P1, ref=LearnerRef("R51"))),
    "abandoned batches": lambda house: list_open_batches(quiet_since=house.services.now()),
    "a sweep": lambda house: run_abandoned(house.services),
    "the same file sent again": lambda house: upload(
        house.services, csv_file([a_row(1), a_row(2, score="105")])
    ),
    "a revocation": lambda house: revoke_credential(house.services, house.record.id, reason="r", by=OPERATOR),
    "claim links for a learner": lambda house: make_claim_links(
        house.services, P0, by=OPERATOR, learner_refs=[LearnerRef("R100")], replace=True
    )[0],
    "claim links for some of a centre": lambda house: make_claim_links(
        house.services, P0, by=OPERATOR, limit=10
    )[9],
    "claim links by mail": lambda house: mail_claim_links(
        house.services, P0, by=OPERATOR, learner_refs=[LearnerRef("R100")], replace=True
    ),
    "an offer": lambda house: open_claim(house.services, claim_token_of(house)),
    "an address to prove": lambda house: prove_address(
        house.services, claim_token=claim_token_of(house), address="a77@x.example"
    ),
    "a request to sign in": lambda house: request_sign_in(house.services, "a77@x.example"),
    "a sign-in": sign_in,
    "who is signed in": lambda house: find_session(house.services, sign_in(house)),
    "where she is signed in": lambda house: list_sessions(house.services, PersonId("p77")),
    "signing out": lambda house: end_session(house.services, sign_in(house)),
    "signing out everywhere": lambda house: end_all_sessions(house.services, PersonId("p77")),
    "a person": lambda _: find_person("p77"),
    "her addresses": lambda _: list_addresses(PersonId("p77")),
    "her learners": lambda _: list_learners_of(PersonId("p77")),
    "proven addresses of a chunk": lambda _: lock_free_addresses([MailAddress("a76@x.example")]),
    "learners of a chunk, joined": lambda _: bind_by_address([LearnerId("l76")]),
    "her credentials": lambda _: list_credentials_of(PersonId("p77")),
    "her transcripts": lambda _: list_transcripts(PersonId("p77")),
    "her corrections": lambda _: list_own_corrections(PersonId("p77")),
    "how many she asked for": lambda _: corrections.count_asked_since(PersonId("p77"), datetime.now(UTC)),
    "what waits of hers": lambda _: corrections.find_open_of_learner(LearnerId("l77")),
    "corrections that wait": lambda _: list_corrections(by=OPERATOR),
    "corrections of a centre": lambda _: list_corrections(by=OPERATOR, centre=NG, state=None),
    "a correction": lambda _: get_correction(CorrectionId("c77"), by=OPERATOR),
    "what came of a correction": lambda _: list_new_certificates(CorrectionId("c77")),
    "what was mended since": was_mended,
    "what acts replaced": lambda _: count_replaced_by(["b77", "b78"]),
    "corrected values": lambda _: find_meant_values([LearnerId("l77"), LearnerId("l78")]),
    "results behind a certificate": lambda _: completions_behind(AwardId("a77")),
    "results as they stand": lambda _: current_versions([CompletionId("c77")]),
    "awards of a result": lambda _: awards_standing_on([CompletionId("c77")]),
    "another file": lambda house: upload(house.services, csv_file([a_row(3, full_name="Other")])),
}


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_no_request_reads_a_growing_table_from_end_to_end(house: House) -> None:
    scanned = {name: scanned_tables(partial(act, house)) for name, act in REQUESTS.items()}
    scanned = {name: found for name, found in scanned.items() if found}
    assert scanned == {}


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_query_without_an_index_would_be_seen(house: House) -> None:
    found = scanned_tables(lambda: db.session.execute(text("SELECT id FROM learner WHERE full_name = 'A'")))
    assert list(found) == ["learner"]
