"""What is somebody's is found by an index that leads to her, however many credentials her centre has."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text

from certsvc.domain.completions import Learner
from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.storage.credentials_of_people import count_standing_of_learner, list_credentials_of
from certsvc.storage.database import db
from certsvc.storage.notice_facts import find_owner
from certsvc.storage.personal_traces import list_all_credentials
from certsvc.storage.standing_credentials import list_standing
from certsvc.storage.transcripts import count_transcripts_since, find_newest_transcript, list_awarded
from certsvc.workflows.services import Services

NG, REF, PERSON = PartnerCode("NG"), LearnerRef("NG-1"), PersonId("p1")


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "ask",
    [
        lambda _: list_awarded(NG, REF),
        lambda _: find_newest_transcript(PERSON, None, None),
        lambda _: find_newest_transcript(None, NG, REF),
        lambda services: count_transcripts_since(PERSON, services.now()),
        lambda _: list_credentials_of(PERSON),
        lambda _: count_standing_of_learner(NG, REF),
        lambda _: list_standing(NG, REF),
        lambda _: list_all_credentials([Learner(NG, REF, "N")], PERSON),
        lambda _: find_owner(LearnerId("l1")),
    ],
    ids=[
        *(
            "awarded",
            "newest of a person",
            "newest of a learner",
            "count",
            "hers",
            "standing",
            "to be replaced",
        ),
        *("to be erased", "owner"),
    ],
)
def test_no_question_about_somebody_reads_all_credentials(
    ask: Callable[[Services], object], services: Services
) -> None:
    plans: list[str] = []

    def explain(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:  # noqa: ANN401  # SQLAlchemy's
        if statement.startswith("SELECT"):
            raw = connection.connection.cursor()
            raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(str(row[3]) for row in raw.fetchall())

    db.session.execute(text("SELECT 1"))
    event.listen(db.engine, "before_cursor_execute", explain)
    try:
        ask(services)
    finally:
        event.remove(db.engine, "before_cursor_execute", explain)
    assert plans
    assert not [plan for plan in plans if "ix_credential_centre_id" in plan], plans
    assert not [plan for plan in plans if plan.startswith("SCAN")], plans


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("services")
def test_who_has_no_transcript_has_none() -> None:
    assert find_newest_transcript(PERSON, None, None) is None
    assert find_newest_transcript(None, NG, REF) is None
    assert find_newest_transcript(None, None, None) is None
