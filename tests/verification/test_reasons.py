import re
from pathlib import Path

import certsvc.signing
from certsvc.verification.reasons import Reason, reason_for

OF_SIGNING = {"foreign_key", "not_base58", "not_base64url"}
NOT_FOR_CHECKING = {"key_ring", "passphrase", "service_secret", "signing_key", "signed", "did_documents"}


def test_every_code_that_a_presented_document_can_cause_is_in_the_list() -> None:
    folder = Path(str(certsvc.signing.__file__)).parent
    found: set[str] = set()
    for source in folder.glob("*.py"):
        if source.stem not in NOT_FOR_CHECKING:
            found |= set(re.findall(r'code="([a-z0-9_]+)"', source.read_text(encoding="utf-8")))
    assert len(found) > 30
    assert found - {reason.value for reason in Reason} <= OF_SIGNING


def test_every_reason_has_a_code_of_its_own_and_one_sentence() -> None:
    assert len({reason.sentence for reason in Reason}) == len(Reason)
    for reason in Reason:
        assert re.fullmatch(r"[a-z0-9_]+", reason.value)
        assert reason.sentence.endswith(".")
        assert reason == reason.value


def test_a_code_that_is_no_reason_becomes_the_one_given() -> None:
    assert reason_for("revoked", Reason.NOT_JSON) is Reason.REVOKED
    assert reason_for("no such code", Reason.NOT_JSON) is Reason.NOT_JSON
