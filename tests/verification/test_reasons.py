import re
from pathlib import Path

import certsvc.signing
from certsvc.verification.reasons import Reason, reason_for

SOURCES = ["json_text", "survey", "canonical", "contexts_in_use", "proof_config", "data_integrity"]


def test_every_code_that_a_presented_document_can_cause_is_in_the_list() -> None:
    folder = Path(str(certsvc.signing.__file__)).parent
    found: set[str] = set()
    for name in SOURCES:
        found |= set(re.findall(r'code="([a-z0-9_]+)"', (folder / f"{name}.py").read_text(encoding="utf-8")))
    assert len(found) > 20
    assert found <= {reason.value for reason in Reason}


def test_every_reason_has_a_code_of_its_own_and_one_sentence() -> None:
    assert len({reason.sentence for reason in Reason}) == len(Reason)
    for reason in Reason:
        assert re.fullmatch(r"[a-z0-9_]+", reason.value)
        assert reason.sentence.endswith(".")
        assert reason == reason.value


def test_a_code_that_is_no_reason_becomes_the_one_given() -> None:
    assert reason_for("revoked", Reason.NOT_JSON) is Reason.REVOKED
    assert reason_for("no such code", Reason.NOT_JSON) is Reason.NOT_JSON
