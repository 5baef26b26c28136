"""The registered claims of a token against the members of the document that it carries.

VC Data Model 1.1, section 6.3.1 (JWT decoding), and Open Badges 3.0, section 8.2.4: iss is the issuer or
holder, jti the id, sub the subject's id, nbf and exp the dates of validity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from certsvc.errors import InvalidInputError
from certsvc.signing.jws import malformed_token
from certsvc.signing.token_times import date_text, find_numeric_date, find_second

REGISTERED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "nonce"})
"""Claims of tokens (RFC 7519, section 4.1; RFC 7800; OpenID Connect), which no document has as members."""
_DATES = {1: ("issuanceDate", "expirationDate"), 2: ("validFrom", "validUntil")}


@dataclass(frozen=True, slots=True)
class Carriage:
    """How a document is carried. ``wrapped``: in a claim of its own, so what it leaves out the claims say.

    ``maps_dates``: nbf and exp are the document's dates, as VC Data Model 1.1 and Open Badges have it; else
    they are those of the signature alone (Securing Verifiable Credentials using JOSE and COSE, 3.1.3).
    """

    wrapped: bool
    maps_dates: bool
    presentation: bool
    data_model: Literal[1, 2]


def merged_document(
    carried: Mapping[str, Any], claims: Mapping[str, Any], carriage: Carriage
) -> dict[str, Any]:
    """The document, what is absent filled in from the claims where it is ``wrapped``; its dates in any case.

    1. issuer or holder, 2. id, 3. subject, 4. dates: claim by claim, each must say what the document says.
    Raises InvalidInputError (``jwt_claims``; ``jwt_malformed`` for a claim of another form).
    """
    if carriage.wrapped:
        document = dict(carried)
    else:
        document = {name: value for name, value in carried.items() if name not in REGISTERED}
    _merge_party(document, claims, carriage)  # 1
    jti = _text_claim(claims, "jti")  # 2
    if jti is not None:
        _merge(document, "id", jti, "jti", fill=carriage.wrapped)
    subject = _text_claim(claims, "sub")  # 3
    if not carriage.presentation:
        if subject is not None:
            _merge_subject(document, subject, fill=carriage.wrapped)
        if carriage.maps_dates:  # 4
            for claim, member in zip(("nbf", "exp"), _DATES[carriage.data_model], strict=True):
                _merge_date(document, claims, claim, member)
    return document


def _merge_party(document: dict[str, Any], claims: Mapping[str, Any], carriage: Carriage) -> None:
    """The issuer of a credential, the holder of a presentation: an id, or an object that has one."""
    issuer = _text_claim(claims, "iss")
    if issuer is None:
        return
    member = "holder" if carriage.presentation else "issuer"
    party = document.get(member)
    if isinstance(party, dict):
        document[member] = party = dict(party)
        _merge(party, "id", issuer, "iss", fill=carriage.wrapped)
    else:
        _merge(document, member, issuer, "iss", fill=carriage.wrapped)


def _merge_subject(document: dict[str, Any], subject: str, *, fill: bool) -> None:
    """One subject has that id; of several, one has it."""
    subjects = document.get("credentialSubject")
    if isinstance(subjects, dict):
        document["credentialSubject"] = subjects = dict(subjects)
        _merge(subjects, "id", subject, "sub", fill=fill)
    elif isinstance(subjects, list) and len(subjects) == 1 and isinstance(subjects[0], dict):
        document["credentialSubject"] = [only := dict(subjects[0])]
        _merge(only, "id", subject, "sub", fill=fill)
    elif "credentialSubject" in document and not (
        isinstance(subjects, list)
        and any(isinstance(entry, dict) and entry.get("id") == subject for entry in subjects)
    ):
        raise _contradiction("sub", "credentialSubject")


def _merge_date(document: dict[str, Any], claims: Mapping[str, Any], claim: str, member: str) -> None:
    moment = find_numeric_date(claims, claim)
    if moment is None:
        return
    if member not in document:
        document[member] = date_text(moment)
    elif find_second(document[member]) != moment:
        raise _contradiction(claim, member)


def _merge(members: dict[str, Any], name: str, said: str, claim: str, *, fill: bool) -> None:
    if name not in members:
        if fill:
            members[name] = said
    elif members[name] != said:
        raise _contradiction(claim, name)


def _text_claim(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    if name in claims and not isinstance(value, str):
        raise malformed_token(f"its {name} is no text")
    return value


def _contradiction(claim: str, member: str) -> InvalidInputError:
    return InvalidInputError(
        f"The token's {claim} is not what the document that it carries has as its {member}.",
        code="jwt_claims",
    )
