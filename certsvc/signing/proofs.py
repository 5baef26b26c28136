"""What a document says of its proofs, before any of them is checked.

Verifiable Credential Data Integrity 1.0, sections 2.1 (proofs) and 2.1.1 to 2.1.2 (proof sets and chains).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from certsvc.errors import InvalidInputError, ProofError

Proof = Mapping[str, Any]

MOST_PROOFS = 16
# xsd:dateTimeStamp (XML Schema 1.1, section 3.4.28), as far as a proof of this millennium needs it.
_DATE_TIME_STAMP = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)


def read_proofs(document: Mapping[str, Any]) -> tuple[Proof, ...]:
    """The document's proofs, in its order, at least one.

    Raises ProofError: ``proof_missing``, ``too_many_proofs`` (more than 16), ``proof_malformed`` where one is
    no JSON object.
    """
    value = document.get("proof")
    proofs = value if isinstance(value, list) else [value]
    if value is None or not proofs:
        raise ProofError("The document has no proof.", code="proof_missing")
    if len(proofs) > MOST_PROOFS:
        raise ProofError(f"The document has more than {MOST_PROOFS} proofs.", code="too_many_proofs")
    if not all(isinstance(proof, dict) for proof in proofs):
        raise ProofError("A proof of the document is not a JSON object.", code="proof_malformed")
    return tuple(proofs)


def get_proof(document: Mapping[str, Any]) -> Proof:
    """The document's only proof. Raises ProofError as ``read_proofs`` does, and ``several_proofs``."""
    proofs = read_proofs(document)
    if len(proofs) > 1:
        raise ProofError("The document has several proofs where one was expected.", code="several_proofs")
    return proofs[0]


def previous_proofs(proof: Proof, proofs: Sequence[Proof]) -> list[Proof]:
    """Those of ``proofs`` that ``proof`` builds on, and so signs too, in the order of ``proofs``.

    Data Integrity 1.0, section 4.5, step 3. Raises ProofError: ``previous_proof`` where one is not there, is
    there twice, or builds on ``proof`` in its turn; ``proof_malformed``.
    """
    by_id: dict[str, list[Proof]] = {}
    for each in proofs:
        if isinstance(each.get("id"), str):
            by_id.setdefault(each["id"], []).append(each)
    wanted = _named_previous(proof)
    if any(len(by_id.get(name, ())) != 1 for name in wanted):
        raise ProofError("The proof builds on another one that is not there once.", code="previous_proof")
    found = [by_id[name][0] for name in wanted]
    _check_no_circle(proof, found, by_id)
    return [each for each in proofs if any(each is one for one in found)]


def read_date_time_stamp(value: object) -> datetime:
    """A proof's time, in UTC. Raises ProofError (``proof_created``) unless an xsd:dateTimeStamp."""
    if isinstance(value, str) and _DATE_TIME_STAMP.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # a day that its month does not have, or a moment before the first year in UTC
    raise ProofError("The proof's time is not a date and time with a time zone.", code="proof_created")


def date_time_stamp(moment: datetime) -> str:
    """A proof's time as text: UTC, to the second. Raises InvalidInputError (``proof_created``)."""
    if moment.tzinfo is None:
        raise InvalidInputError("A proof's time needs its time zone.", code="proof_created")
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _named_previous(proof: Proof) -> list[str]:
    """``previousProof``: a text, or several (section 2.1)."""
    if "previousProof" not in proof:
        return []
    value = proof["previousProof"]
    names = value if isinstance(value, list) else [value]
    if not names or len(names) > MOST_PROOFS or not all(isinstance(name, str) for name in names):
        raise ProofError("The proof's previousProof is not a list of texts.", code="proof_malformed")
    return names


def _check_no_circle(proof: Proof, found: Sequence[Proof], by_id: Mapping[str, Sequence[Proof]]) -> None:
    reached: list[Proof] = []
    waiting = list(found)
    while waiting:
        each = waiting.pop()
        if each is proof:
            raise ProofError("The proof builds on itself.", code="previous_proof")
        if not any(each is one for one in reached):
            reached.append(each)
            waiting += [before for name in _named_previous(each) for before in by_id.get(name, ())]
