"""Check 1: whether the document has the form of a verifiable credential, and of what it says it is.

Verifiable Credentials Data Model 2.0, section 4; of the first data model, what differs.
"""

from collections.abc import Mapping
from typing import Any

from certsvc.credentials.contexts import CREDENTIALS_V2
from certsvc.domain.verdicts import Check, CheckName
from certsvc.verification.checks import failed, passed
from certsvc.verification.reasons import Reason
from certsvc.verification.resources import check_related_resources, check_schemas
from certsvc.verification.securing import types_of
from certsvc.verification.shapes import (
    StructureError,
    check_address,
    check_text,
    check_time,
    listed,
    malformed,
    missing,
)
from certsvc.verification.structure_badge import BADGE_TYPES, check_badge
from certsvc.verification.structure_clr import CLR_TYPE, check_clr

CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
_TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService")
_TIMES = ("validFrom", "validUntil", "awardedDate", "issuanceDate", "expirationDate")


def check_of_structure(document: Mapping[str, Any]) -> Check:
    """The check.

    1. contexts, 2. types, 3. id, issuer and times, 4. subjects, 5. what may be absent, 6. resources and
    schemas, 7. an Open Badge or a learner record, if it says that it is one.
    """
    try:
        check_contexts(document)  # 1
        _check_types(document)  # 2
        _check_envelope(document)  # 3
        _check_subjects(document.get("credentialSubject"))  # 4
        _check_optional(document)  # 5
        check_related_resources(document)  # 6
        check_schemas(document)
        if types_of(document) & BADGE_TYPES:  # 7
            check_badge(document)
        if CLR_TYPE in types_of(document):
            check_clr(document)
    except StructureError as error:
        return failed(CheckName.STRUCTURE, error.reason, error.message)
    return passed(CheckName.STRUCTURE, Reason.WELL_FORMED)


def check_contexts(document: Mapping[str, Any]) -> None:
    """The first context is that of a data model (VCDM 2.0, section 4.3); the rest are addresses or objects.

    Which of them this service knows is a question of the proof: a signature over linked data needs them,
    one over JSON does not, and no context can give the data model's own terms another meaning.
    """
    contexts = listed(document.get("@context"))
    if not contexts:
        raise StructureError(Reason.CONTEXT_MISSING)
    if contexts[0] not in (CREDENTIALS_V2, CREDENTIALS_V1):
        raise StructureError(Reason.CONTEXT_ORDER)
    for context in contexts[1:]:
        if isinstance(context, dict):
            continue
        check_address({"@context": context}, "@context")


def _check_types(document: Mapping[str, Any]) -> None:
    types = document.get("type")
    if not all(isinstance(entry, str) and entry for entry in listed(types)):
        raise malformed("type", "is not a list of texts")
    if "VerifiableCredential" not in types_of(document):
        raise StructureError(Reason.NOT_A_CREDENTIAL)


def _check_envelope(document: Mapping[str, Any]) -> None:
    if "id" in document:
        check_address(document, "id")
    check_party(document, "issuer")
    for name in _TIMES:
        if name in document:
            check_time(document, name)
    if listed(document.get("@context"))[0] == CREDENTIALS_V1 and "issuanceDate" not in document:
        raise missing("issuanceDate")


def check_party(document: Mapping[str, Any], name: str) -> None:
    """An address, or an object with one (VCDM 2.0, sections 4.7 and 4.13)."""
    party = document.get(name)
    if not isinstance(party, dict):
        check_address(document, name)
        return
    check_address(party, "id", shown_as=f"{name}.id")
    for text in ("name", "description"):
        if text in party:
            check_text(party, text, shown_as=f"{name}.{text}")


def _check_subjects(subjects: object) -> None:
    if subjects is None or subjects == []:
        raise missing("credentialSubject")
    for subject in listed(subjects):
        if not isinstance(subject, dict) or not subject:
            raise malformed("credentialSubject", "is not an object that says something")
        if "id" in subject:
            check_address(subject, "id", shown_as="credentialSubject.id")


def _check_optional(document: Mapping[str, Any]) -> None:
    for name in ("name", "description"):
        if name in document:
            check_text(document, name)
    for name in _TYPED:
        for entry in listed(document.get(name)):
            if not isinstance(entry, dict):
                raise malformed(name, "is not an object")
            if not types_of(entry):
                raise malformed(name, "has no type")
            if "id" in entry:
                check_address(entry, "id", shown_as=f"{name}.id")
