"""A person's own record: how long her page takes in the process, with 200 certificates on it."""

import time
from collections.abc import Iterator

from flask import Flask

from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.storage.database import transaction
from certsvc.storage.learners import find_learners
from certsvc.storage.learners_of_people import bind_learner
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn
from tests.benchmarks.measuring import Figure, rate_of
from tests.people import claimed
from tests.uploads import a_row, csv_file, upload

_CENTRE = PartnerCode("NG")
_COURSES = ("B1", "A3", "T1")
"""Each earns a certificate of its own, and all together another."""
_CERTIFICATES = 200


def records(app: Flask, services: Services) -> Iterator[Figure]:
    """The page as a whole: session, queries, progress, timeline, HTML."""
    signed_in = a_rich_record(services)
    client = app.test_client()
    client.set_cookie("certsvc-session", signed_in.session_token)

    def show() -> None:
        page = client.get("/record")
        assert page.text.count("/record/certificates/") == _CERTIFICATES

    started = time.perf_counter()
    show()
    yield Figure("a record of 200 certificates, the first time", 1000 * (time.perf_counter() - started), "ms")
    yield Figure("a record of 200 certificates", 1000 / rate_of(show), "ms")


def a_rich_record(services: Services) -> SignedIn:
    """One person, known to a centre by fifty references: a micro-certification is earned once by each."""
    refs = [LearnerRef(f"RICH-{number:03d}") for number in range(_CERTIFICATES // (len(_COURSES) + 1))]
    rows = [
        a_row(learner_ref=ref, course_code=course, email="rich@abu.example" if ref == refs[0] else "")
        for ref in refs
        for course in _COURSES
    ]
    upload(services, csv_file(rows), filename="rich.csv")
    signed_in = claimed(services, refs[0], address="rich@abu.example")
    with transaction():
        for known in find_learners(_CENTRE, refs).values():
            bind_learner(known.id, signed_in.person_id, services.now())
    return signed_in
