"""A house in which everything has happened that a page can tell of."""

from dataclasses import dataclass
from enum import StrEnum

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.corrections import CorrectedField, CorrectionId
from certsvc.domain.identifiers import LearnerId, LearnerRef, MicroCertificationCode, PartnerCode
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.workflows.ask_correction import ask_correction
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.asked_changes import Wanted
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act, preview_act
from certsvc.workflows.choices import set_choices
from certsvc.workflows.claim_records import prove_address
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.decide_correction import decide_correction
from certsvc.workflows.erase_person import erase
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.officer_sessions import sign_in_officer
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn, request_sign_in
from tests.browser.house import House
from tests.browser.papers import a_picture
from tests.claiming import learner_id
from tests.conferring import a_team_decision
from tests.people import claim_token, claimed, mailed_tokens
from tests.uploads import a_row, upload_rows
from tests.web.stored import alter_stored_bytes

NG = PartnerCode("NG")
HER_NAME, HER_LATIN_NAME = "فاطمة الزهراء بنت محمد", "Fatma Elzahraa bint Muhammad"
HER_INSTITUTION = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauakademie"
"""A word that no narrow screen holds."""
_HERS = {"full_name": HER_NAME, "latin_name": HER_LATIN_NAME, "institution": HER_INSTITUTION}


class Who(StrEnum):
    """Who looks."""

    STRANGER = "stranger"
    SHE = "she"
    """Her certificates: valid, revoked, and replaced by another."""
    BEGINNER = "beginner"
    """No certificate yet."""
    ASKING = "asking"
    """She has asked for corrections: one declined, one approved, one waits. Only who has a code sees hers."""
    LEAVING = "leaving"
    """She has asked that everything be erased; meanwhile nobody is to see her results."""
    OFFICER = "officer"
    SECRETARIAT = "secretariat"


_REFS = {Who.SHE: "ABU-0001", Who.BEGINNER: "ABU-0003", Who.ASKING: "ABU-0005", Who.LEAVING: "ABU-0006"}
_NEWCOMER, _ALTERED, _ERASED = "ABU-0002", "ABU-0004", "ABU-0007"


@dataclass(frozen=True)
class Village:
    """What is there to look at, and for whom."""

    house: House
    cookies: dict[Who, dict[str, str]]
    claim_link: str
    """Path, of somebody who has not opened hers."""
    new_mailbox: str
    """Path of the link that came to a mailbox which nobody has proven."""
    known_mailbox: str
    """Path of one that came to a mailbox with a record."""
    valid: CredentialRecord
    revoked: CredentialRecord
    replaced: CredentialRecord
    transcript: CredentialRecord
    honour: CredentialRecord
    altered: CredentialRecord
    erased: CredentialRecord
    discreet: CredentialRecord
    """Of her who does not show results."""
    asking: CredentialRecord
    """Of her who asks for corrections: the one that was replaced."""
    learner_id: LearnerId
    decided: CorrectionId
    waiting: CorrectionId
    batch_id: str
    """Of the certificates that were replaced."""
    open_batch_id: str


def settle_village(house: House) -> Village:
    """Let everything happen."""
    with house.inside() as services:
        _record(services)
        people = {who: claimed(services, ref, address=_address(ref)) for who, ref in _REFS.items()}
        valid, revoked, replaced = _certificates()
        revoke_credential(services, revoked.id, reason="It was recorded for the wrong person.", by=OPERATOR)
        _mend(services)
        batch_id = _begin_reissue(services, "MC-T1", "A score was misread.")
    house.work_off()
    with house.inside() as services:
        her = people[Who.SHE].person_id
        decided, waiting = _corrections(services, people[Who.ASKING])
        leaving = people[Who.LEAVING].person_id
        ask_erasure(services, leaving)
        set_choices(services, leaving, language=None, visibility=Visibility.WITHOUT_RESULT)
        asking = people[Who.ASKING].person_id
        set_choices(services, asking, language=None, visibility=Visibility.CODE_ONLY)
        altered, erased = _only(_ALTERED), _only(_ERASED)
        alter_stored_bytes(altered, b"Person 4", b"Person 9")
        erase(services, centre=NG, ref=LearnerRef(_ERASED), by=OPERATOR)
        open_batch_id = _begin_reissue(services, "DIGITAL-TEACHING", "Nobody works this off.")
        claim = claim_token(services, _NEWCOMER)
        prove_address(services, claim_token=claim, address=_address(_NEWCOMER))
        request_sign_in(services, _address(_REFS[Who.ASKING]))
        return Village(
            house=house,
            cookies={who: {"certsvc-session": one.session_token} for who, one in people.items()}
            | {
                Who.STRANGER: {},
                Who.OFFICER: _officer(services, house.officers_key()),
                Who.SECRETARIAT: _officer(services, house.officers_key(None)),
            },
            claim_link=f"/claim/{claim}",
            new_mailbox=_link_of(services, _address(_NEWCOMER)),
            known_mailbox=_link_of(services, _address(_REFS[Who.ASKING])),
            valid=valid,
            revoked=revoked,
            replaced=replaced,
            transcript=issue_transcript(services, her, by=her),
            honour=confer_award(services, a_team_decision(), by=OPERATOR).record,
            altered=altered,
            erased=erased,
            discreet=_only(_REFS[Who.LEAVING]),
            asking=_only(_REFS[Who.ASKING]),
            learner_id=learner_id(_REFS[Who.SHE]),
            decided=decided,
            waiting=waiting,
            batch_id=batch_id,
            open_batch_id=open_batch_id,
        )


def _record(services: Services) -> None:
    courses = ("B1", "A3", "T1", "GENAI-FND", "GENAI-PED")
    upload_rows(
        services,
        *(a_row(1, course_code=code, cohort=code, **_HERS) for code in courses),
        a_row(1, course_code="GENAI-GOV", outcome="failed", score="31", **_HERS),
        a_row(3, outcome="withdrawn", score=""),
        *(a_row(number) for number in (2, 4, 5, 6, 7)),
    )


def _mend(services: Services) -> None:
    """What she holds for one of her courses would say something else."""
    mended = a_row(1, course_code="T1", cohort="T1", score="91", **_HERS)
    upload_rows(services, mended, amend=True)


def _address(ref: str) -> str:
    return f"person{int(ref[-4:])}@abu.example"


def _link_of(services: Services, address: str) -> str:
    return f"/sign-in/{mailed_tokens(services, address)[-1]}"


def _certificates() -> list[CredentialRecord]:
    found = list_credentials(by=OPERATOR, learner_ref=_REFS[Who.SHE]).items
    by_code = {record.micro_certification: record for record in found}
    return [by_code[MicroCertificationCode(code)] for code in ("MC-B1", "MC-A3", "MC-T1")]


def _only(ref: str) -> CredentialRecord:
    [*_, first] = list_credentials(by=OPERATOR, learner_ref=ref).items
    return first


def _begin_reissue(services: Services, programme: str, reason: str) -> str:
    wanted = CredentialFilter(centre=NG, micro_certification=programme)
    act = BulkAct(BatchKind.REISSUE, wanted, reason=reason)
    return begin_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR).batch.id


def _corrections(services: Services, her: SignedIn) -> tuple[CorrectionId, CorrectionId]:
    """One declined, one approved, one that waits: the last two are told."""
    reference = _only(_REFS[Who.ASKING]).code

    def ask(name: str, why: str) -> CorrectionId:
        wanted = [Wanted(CorrectedField.FULL_NAME, name)]
        return ask_correction(
            services, her.person_id, reference, wanted=wanted, why=why, attachment=a_picture()
        ).id

    declined = ask("Professor Person", "That is my title.")
    decide_correction(services, declined, approve=False, word="No titles are printed.", by=OPERATOR)
    approved = ask("Ọláìyá Person Five", "The number is a word.")
    decide_correction(services, approved, approve=True, word="Sorry for that!", by=OPERATOR)
    return approved, ask("Ọláìyá Person-Five", "A hyphen is missing,\nand has always been.")


def _officer(services: Services, key: str) -> dict[str, str]:
    token = sign_in_officer(services, key)
    assert token is not None
    return {"certsvc-officer": token}
