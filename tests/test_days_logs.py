"""A day's worth of use, good and bad; then what the processes said and wrote is searched for people."""

import json
import logging
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from subprocess import Popen

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.settings import Settings
from certsvc.storage.database import db, transaction
from certsvc.storage.learners import add_learners
from certsvc.workflows import sign_in
from certsvc.workflows.claim_records import make_claim_links
from certsvc.workflows.manage_api_keys import create_api_key
from certsvc.workflows.services import Services
from tests.claiming import claim_record, learner
from tests.cli.processes import ended_with, free_port, start, wait_until
from tests.conftest import Clock
from tests.uploads import a_row, csv_file, upload_rows
from tests.web.forms import FROM_HERE, send_form

NAMES = ("Ọláìyá Amina", "Olaiya Amina", "محمد الأمين")
ADDRESSES = ("olaiya.amina@abu.example", "stranger@elsewhere.example")
REFERENCES = ("ABU-7741", "ABU-7742")
CORRECTED = "Ọláìyá Amínà"
INSTITUTION = "Ahmadu Bello University"
ROWS = (
    a_row(1, learner_ref=REFERENCES[0], full_name=NAMES[0], latin_name=NAMES[1], email=ADDRESSES[0]),
    a_row(2, learner_ref=REFERENCES[1], full_name=NAMES[2], score="a lot", email="not an address"),
)
_TOKEN = re.compile(r'name="form_token" value="([0-9a-f]+)"')


@dataclass(slots=True)
class Browser:
    """Keeps cookies, sends forms as a page of ours does, follows where it is led."""

    base: str
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str, **headers: str) -> str:
        return self._ask(urllib.request.Request(self.base + path, headers=headers))  # noqa: S310  # of this test

    def send(self, path: str, content: bytes, **headers: str) -> str:
        return self._ask(urllib.request.Request(self.base + path, data=content, headers=headers))  # noqa: S310  # of this test

    def fill_in(self, path: str, action: str = "", **fields: str) -> str:
        tokens = _TOKEN.findall(self.get(path)) or ["none"]
        content = urllib.parse.urlencode({"form_token": tokens[0], **fields}).encode()
        return self.send(action or path, content, **FROM_HERE)

    def _ask(self, request: urllib.request.Request) -> str:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(request) as answer:
                return str(answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as refusal:
            return refusal.read().decode(errors="replace")
        except urllib.error.URLError:  # it does not listen yet
            return ""


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def processes(settings: Settings, port: int, tmp_path: Path) -> Iterator[list[Popen[str]]]:
    """A server, and on PostgreSQL a worker beside it."""
    running = [start(settings, "serve", "--port", str(port), cwd=tmp_path)]
    if not settings.uses_sqlite:
        running.append(start(settings, "worker", cwd=tmp_path))
    with ended_with(running[0]), ended_with(running[-1]):
        yield running


def _officer(services: Services) -> dict[str, str]:
    made = create_api_key(
        services,
        label="Zaria office",
        role=Role.CENTRE,
        centre=PartnerCode("NG"),
        scopes=frozenset(Scope),
        by=OPERATOR,
    )
    return {"Authorization": f"Bearer {made.token}"}


def _sign_in_link(settings: Settings) -> str:
    """The path of the link in the outbox that is for her; empty while there is none."""
    for path in settings.var_dir.glob("outbox/*.eml"):
        mail = path.read_text(encoding="utf-8")
        if f"To: {ADDRESSES[0]}" in mail and (found := re.search(r"/sign-in/[\w-]+", mail)):
            return found.group()
    return ""


def _decide(office: Browser, key: str) -> None:
    """An officer says yes to all that waits."""
    office.fill_in("/officer/sign-in", api_key=ADDRESSES[1])
    office.fill_in("/officer/sign-in", api_key=key)
    waiting = set(re.findall(r"/officer/corrections/[0-9a-f-]{36}", office.get("/officer")))
    assert waiting
    for one in waiting:
        assert "Approved" in office.fill_in(
            one, decision="approve", reason="The name was misspelt.", word=NAMES[0]
        )


def _spend_a_day(services: Services, settings: Settings, browser: Browser, server: Popen[str]) -> set[str]:
    """Everybody comes by, and some mean no good; returns the secrets that went to and fro."""
    officer = _officer(services)
    wait_until(lambda: bool(browser.get("/healthz")), server)
    taken = json.loads(
        browser.send("/api/v1/imports", csv_file(ROWS), **officer, **{"Content-Type": "text/csv"})
    )
    here = taken["links"]["self"]
    wait_until(lambda: json.loads(browser.get(here, **officer))["state"] == "done", server)
    report = json.loads(browser.get(here, **officer))
    assert (report["counts"]["issued"], report["counts"]["refused"]) == (1, 1)
    issued = json.loads(browser.get(report["links"]["credentials"], **officer))["items"][0]
    browser.send(
        "/api/v1/imports", b"\xff\xfe" + NAMES[0].encode(), **officer, **{"Content-Type": "text/csv"}
    )
    browser.get(f"/api/v1/completions?learner_ref={REFERENCES[0]}", **officer)
    browser.get(f"/api/v1/credentials/{urllib.parse.quote(NAMES[0])}", **officer)
    browser.get("/api/v1/credentials", Authorization=f"Bearer {ADDRESSES[0]}")

    [link] = make_claim_links(services, PartnerCode("NG"), by=OPERATOR)
    for address in (ADDRESSES[1], "nobody", ADDRESSES[0]):
        browser.fill_in(f"/claim/{link.token}", address=address)
    wait_until(lambda: bool(_sign_in_link(settings)), server)
    signing_in = _sign_in_link(settings)
    assert NAMES[0] in browser.fill_in(signing_in)
    browser.fill_in(signing_in)
    browser.fill_in("/sign-in", address=ADDRESSES[1])
    browser.send("/sign-in", f"address={ADDRESSES[0]}".encode(), Origin="https://elsewhere.example")
    for ending in ("", ".pdf", ".json", ".jwt", ".png", ".svg", "/qr.png"):
        browser.get(f"/record/certificates/{issued['code']}{ending}")

    correcting = f"/record/certificates/{issued['code']}/correct"
    browser.fill_in(correcting, full_name="x" * 5000, why=NAMES[0])
    browser.fill_in(correcting, full_name=CORRECTED, why=f"My name is {CORRECTED}, write to {ADDRESSES[0]}")
    _decide(Browser(browser.base), officer["Authorization"].partition(" ")[2])
    browser.get("/record/data/everything.json")

    document = browser.get(f"/credentials/{issued['id']}.json").encode()
    for presented in (
        document,
        document.replace(b"Amina", b"Aminu"),
        document[:400],
        b"%PDF-1.7 " + document,
    ):
        browser.send("/api/v1/verify", presented)
        browser.send("/verify", b"text=" + urllib.parse.quote(presented).encode())
    for path in (
        f"/v/{issued['code']}",
        f"/v/{NAMES[1]}",
        f"/credentials/{ADDRESSES[0]}",
        f"/nothing?q={NAMES[1]}",
    ):
        browser.get(urllib.parse.quote(path, safe="/?="))
    return {
        link.token,
        signing_in.rpartition("/")[2],
        officer["Authorization"].partition(" ")[2],
        issued["code"],
    }


def test_a_days_use_leaves_no_name_address_or_secret_in_what_the_processes_say(
    services: Services, clock: Clock, settings: Settings, processes: list[Popen[str]], port: int
) -> None:
    clock.time = datetime.now(UTC)  # as the processes have it: what is made for them to take has not run out
    browser = Browser(f"http://localhost:{port}")
    secrets = _spend_a_day(services, settings, browser, processes[0])
    said = ""
    for process in processes:
        process.terminate()
        said += process.communicate()[1]
    found = [
        one for one in (*NAMES, CORRECTED, *ADDRESSES, *REFERENCES, INSTITUTION, *secrets) if one in said
    ]
    assert not found, said
    assert "Traceback" not in said
    logs = [path for path in settings.var_dir.rglob("*") if "log" in path.name]
    assert not logs


def test_the_log_of_events_has_numbers_of_things_and_no_people(services: Services) -> None:
    upload_rows(services, *ROWS)
    claim_record(services, REFERENCES[0], ADDRESSES[0])
    db.session.rollback()
    rows = "\n".join(str(tuple(row)) for row in db.session.execute(text("SELECT * FROM event")))
    assert "claimed" in rows
    assert not [one for one in (*NAMES, *ADDRESSES, *REFERENCES, INSTITUTION) if one in rows]


def test_a_fault_of_ours_is_reported_with_its_place_and_without_what_was_in_hand(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*given: object, **more: object) -> None:
        raise RuntimeError(f"could not send to {given} {more}")

    monkeypatch.setattr(sign_in, "request_sign_in", fail)
    with caplog.at_level(logging.DEBUG):
        answer = send_form(client, "/sign-in", address=ADDRESSES[0])
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    assert "test_days_logs.py" in caplog.text
    assert ADDRESSES[0] not in caplog.text + answer.text


def test_what_a_database_says_of_a_row_does_not_reach_the_log(
    client: FlaskClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    upload_rows(services, ROWS[0])
    known = learner(REFERENCES[0])

    def insert_twice(*_given: object, **_more: object) -> None:
        with transaction():
            add_learners(
                [replace(known, learner=replace(known.learner, full_name="x" * 300 + NAMES[0]))],
                services.now(),
            )

    monkeypatch.setattr(sign_in, "request_sign_in", insert_twice)
    with caplog.at_level(logging.DEBUG):
        answer = send_form(client, "/sign-in", address=ADDRESSES[0])
    assert answer.status_code in {409, 500}
    assert not [one for one in (NAMES[0], ADDRESSES[0], REFERENCES[0]) if one in caplog.text + answer.text]
