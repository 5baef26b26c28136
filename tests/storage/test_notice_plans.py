"""The queue of mails is looked into every second, and what expires once a day: both by an index."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from certsvc.domain.identifiers import CredentialId
from certsvc.domain.notices import NoticeState
from certsvc.storage.database import db, transaction
from certsvc.storage.notice_claims import claim_notices, has_work, settle_abandoned
from certsvc.storage.notice_facts import expiring_without_notice, find_awarded, owners_of
from certsvc.workflows.services import Services
from tests.conftest import NOW
from tests.uploads import a_row, upload_rows

MANY = 20_000
FILL = """
INSERT INTO notice (id, kind, subject, language, state, attempts, next_at)
SELECT 'n' || n, 'issued', 's' || n, 'en', CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'sent' END, 1, :at
FROM ({numbers}) numbers
"""
NUMBERS = {
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 20000) SELECT n FROM c",
    "postgresql": "SELECT n FROM generate_series(1, 20000) n",
}
QUERIES: dict[str, Callable[[], object]] = {
    "is something due": lambda: has_work(NOW),
    "claim": lambda: claim_notices(NOW, lease_until=NOW + timedelta(minutes=5), limit=20),
    "settle": lambda: settle_abandoned(NOW, NoticeState.UNKNOWN),
    "of one": lambda: find_awarded(CredentialId("c1")),
    "of some": lambda: owners_of([CredentialId("c1"), CredentialId("c2")]),
}


@pytest.fixture
def full_queue(services: Services) -> None:
    upload_rows(services, a_row(1))
    name = db.engine.dialect.name
    with transaction():
        at = NOW if name == "postgresql" else NOW.strftime("%Y-%m-%d %H:%M:%S")
        db.session.execute(text(FILL.format(numbers=NUMBERS[name])), {"at": at})
    with transaction():
        db.session.execute(text("ANALYZE"))


def statements_of(query: Callable[[], object]) -> list[tuple[str, Any]]:
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, parameters: Any, *_rest: object) -> None:  # noqa: ANN401  # the driver's
        if statement.startswith(("SELECT", "UPDATE")):
            seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with transaction():
            query()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen


def plan_of(statement: str, parameters: Any) -> Iterator[str]:  # noqa: ANN401  # likewise
    explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
    with db.engine.connect() as connection:
        for row in connection.exec_driver_sql(explain + statement, parameters):
            yield str(row[-1])


@pytest.mark.parametrize("asked", QUERIES)
def test_no_query_goes_through_all_notices(asked: str, services: Services, full_queue: None) -> None:
    seen = statements_of(QUERIES[asked])
    assert seen
    for statement, parameters in seen:
        plan = "\n".join(plan_of(statement, parameters))
        assert "SCAN notice" not in plan, plan
        assert "Seq Scan on notice" not in plan, plan


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_expires_is_found_by_its_day(services: Services, full_queue: None) -> None:
    [(statement, parameters)] = statements_of(
        lambda: expiring_without_notice(NOW, NOW + timedelta(days=30), 500)
    )
    plan = "\n".join(plan_of(statement, parameters))
    assert "ix_credential_valid_until" in plan, plan
    assert "SCAN credential" not in plan, plan
    assert "SCAN notice" not in plan, plan
