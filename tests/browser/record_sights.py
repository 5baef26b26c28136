"""What she sees of her own record."""

from collections.abc import Callable

from tests.browser.sights import Reach, Sight, after_sending, by
from tests.browser.village import Village, Who
from tests.browser.visit import Visit


def _hers(name: str, endpoint: str, reach: Reach | str, *, who: Who = Who.SHE, status: int = 200) -> Sight:
    return Sight(name, endpoint, by(reach) if isinstance(reach, str) else reach, who, status)


def _certificate(name: str, code: Callable[[Village], str], *, status: int = 200) -> Sight:
    reach = by(lambda v: f"/record/certificates/{code(v)}")
    return _hers(name, "record certificates.show_own_certificate", reach, status=status)


def _nothing_ticked(visit: Visit, village: Village) -> None:
    visit.open("/record/transcripts")
    visit.send("form:has(fieldset)")


def _no_such_choice(visit: Visit, village: Village) -> None:
    visit.open("/record/settings")
    visit.page.eval_on_selector("[name=visibility]:checked", "choice => { choice.value = 'some' }")
    visit.send()


def _all_wrong(visit: Visit, village: Village) -> None:
    visit.open(f"/record/certificates/{village.valid.code}/correct")
    for number in visit.page.locator("main [inputmode=decimal]").all():
        number.fill("a lot")
    visit.send(full_name="", email="nobody", why="")


RECORD = _hers("record", "record.show_own_record", "/record")
_CORRECT = by(lambda v: f"/record/certificates/{v.valid.code}/correct")
RECORD_SIGHTS = (
    RECORD,
    _hers("record, nothing earned", "record.show_own_record", "/record", who=Who.BEGINNER),
    _certificate("own certificate", lambda v: v.valid.code),
    _certificate("own certificate, revoked", lambda v: v.revoked.code),
    _certificate("own certificate, replaced", lambda v: v.replaced.code),
    _certificate("certificate of another", lambda v: v.altered.code, status=404),
    _hers("transcripts", "record transcripts.list_transcripts", "/record/transcripts"),
    _hers(
        "transcripts, none", "record transcripts.list_transcripts", "/record/transcripts", who=Who.BEGINNER
    ),
    _hers("transcripts, nothing ticked", "record transcripts.make_transcript", _nothing_ticked, status=400),
    _hers(
        "own transcript",
        "record transcripts.show_transcript",
        by(lambda v: f"/record/transcripts/{v.transcript.code}"),
    ),
    _hers("correct", "record corrections.ask_from_certificate", _CORRECT),
    _hers("correct, all wrong", "record corrections.send_from_certificate", _all_wrong, status=400),
    _hers(
        "correct, asked already",
        "record corrections.ask_from_certificate",
        by(lambda v: f"/record/certificates/{v.asking.code}/correct"),
        who=Who.ASKING,
    ),
    _hers(
        "correct a name",
        "record corrections.ask_from_name",
        by(lambda v: f"/record/names/{v.learner_id}/correct"),
    ),
    _hers("not me", "record names.confirm", by(lambda v: f"/record/names/{v.learner_id}/disown")),
    _hers("link to a new mailbox", "sign-in.show_button", by(lambda v: v.new_mailbox)),
    _hers("link to a mailbox with a record", "sign-in.show_button", by(lambda v: v.known_mailbox)),
    _hers(
        "corrections", "record corrections.list_corrections", "/record/corrections?done=asked", who=Who.ASKING
    ),
    _hers("corrections, none", "record corrections.list_corrections", "/record/corrections"),
    _hers("settings", "record settings.show_settings", "/record/settings?done=saved"),
    _hers("settings, no such choice", "record settings.save_settings", _no_such_choice, status=400),
    _hers("data", "record data.show_data", "/record/data"),
    _hers("data, erasure asked", "record data.show_data", "/record/data?done=asked", who=Who.LEAVING),
    _hers(
        "data, not her address",
        "record data.request_erasure",
        after_sending("/record/data", address="stranger@example.org"),
        status=400,
    ),
)
