"""Credentials and presentations as signed JSON Web Tokens: made and read.

Three ways to carry a document: its members are the claims themselves (Securing Verifiable Credentials using
JOSE and COSE, section 3.1; what this service makes); likewise as Open Badges 3.0, section 8.2, has it; or it
stands in the claim ``vc`` or ``vp`` (VC Data Model 1.1, section 6.3.1; earlier Open Badges 3.0).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import parse_json_object
from certsvc.signing.jws import Jws, malformed_token, sign_compact
from certsvc.signing.signed import SignedCredential
from certsvc.signing.signing_key import SigningKey
from certsvc.signing.token_claims import Carriage, merged_document
from certsvc.signing.token_times import find_numeric_date, find_second, numeric_date

TYP_CREDENTIAL, TYP_PRESENTATION = "vc+jwt", "vp+jwt"
_CREDENTIAL, _PRESENTATION = "VerifiableCredential", "VerifiablePresentation"
_TYPS = {
    **dict.fromkeys((TYP_CREDENTIAL, "vc+ld+jwt", "vc+ld+json+jwt", "vc-ld+jwt"), _CREDENTIAL),
    **dict.fromkeys((TYP_PRESENTATION, "vp+ld+jwt", "vp+ld+json+jwt", "vp-ld+jwt"), _PRESENTATION),
}
"""Media types that say what a token carries: of the Recommendation, then of its drafts."""
_WRAPPERS = {"vc": _CREDENTIAL, "vp": _PRESENTATION}
_MODEL_1 = "https://www.w3.org/2018/credentials/v1"


@dataclass(frozen=True, slots=True)
class VcJwt:
    """What a token says; nothing of it is proven before ``check_jws``. Times in UTC, to the second.

    ``document``: the credential or presentation, without the token's own claims. ``key_id``: ``kid`` as it
    stands. ``embedded_jwk``: the key that the token brings, which says nothing of whose it is.
    ``not_before`` and ``expires_at``: when the token itself counts, whatever the document's dates are.
    """

    document: Mapping[str, Any]
    key_id: str | None
    embedded_jwk: Mapping[str, Any] | None
    issued_at: datetime | None
    not_before: datetime | None
    expires_at: datetime | None
    data_model: Literal[1, 2]
    claims: Mapping[str, Any]


def sign_vc_jwt(signed: SignedCredential, *, key: SigningKey, issued_at: datetime) -> bytes:
    """The same credential as a compact JWT by ``key``: its members but for the proof, then the token's own.

    ``issued_at``: aware; when the token is made. What passed the lint, and was signed, is signed in another
    form; nothing else comes here. Raises InvalidInputError (``foreign_key``) for a key of another issuer.
    """
    document = signed.document
    claims = {name: value for name, value in document.items() if name != "proof"}
    issuer, subject = _id_of(document.get("issuer")), _id_of(document.get("credentialSubject"))
    if issuer != key.issuer:
        raise InvalidInputError("A credential is signed by its own issuer's key.", code="foreign_key")
    claims["iss"] = issuer
    if "id" in document:
        claims["jti"] = document["id"]
    if isinstance(subject, str):  # several subjects have none that is the subject
        claims["sub"] = subject
    for claim, member in (("nbf", "validFrom"), ("exp", "validUntil")):
        moment = find_second(document.get(member))
        if moment is not None:
            claims[claim] = numeric_date(moment)
    claims["iat"] = numeric_date(issued_at)
    header = {"typ": TYP_CREDENTIAL, "cty": "vc", "kid": key.verification_method}
    return sign_compact(claims, key=key, header=header)


def read_vc_jwt(jws: Jws) -> VcJwt:
    """What a token carries and says of itself. Its signature is not checked here, nor any time compared.

    1. the claims are one JSON object, 2. what the header says of key and type has its form, 3. the document,
    in a claim or as the claims, is what ``typ`` and the claim's name say, 4. the registered claims have their
    form, and say nothing that the document contradicts (``jwt_claims``).
    Raises InvalidInputError: ``jwt_claims``, as ``parse_json_object`` does (1), else ``jwt_malformed``.
    """
    claims = parse_json_object(jws.payload)  # 1
    key_id, embedded = jws.header.get("kid"), jws.header.get("jwk")  # 2
    if not isinstance(key_id, str | None) or not isinstance(embedded, dict | None):
        raise malformed_token("its header names a key by something else than a text or an object")
    said_type = _read_typ(jws.header)
    wrapper = _find_wrapper(claims)  # 3
    carried = claims[wrapper] if wrapper else claims
    if not isinstance(carried, dict):
        raise malformed_token(f"its {wrapper} is no object")
    types = _types_of(carried)
    if wrapper and _WRAPPERS[wrapper] not in types:
        raise malformed_token(f"its {wrapper} does not hold a {_WRAPPERS[wrapper]}")
    if said_type and said_type not in types and not types.isdisjoint(_TYPS.values()):
        raise malformed_token("it carries something else than its typ says")
    data_model = _data_model_of(carried)
    carriage = Carriage(  # 4
        wrapped=wrapper is not None,
        maps_dates=wrapper is not None or said_type is None,
        presentation=_PRESENTATION in types,
        data_model=data_model,
    )
    return VcJwt(
        document=merged_document(carried, claims, carriage),
        key_id=key_id,
        embedded_jwk=embedded,
        issued_at=find_numeric_date(claims, "iat"),
        not_before=find_numeric_date(claims, "nbf"),
        expires_at=find_numeric_date(claims, "exp"),
        data_model=data_model,
        claims=claims,
    )


def _read_typ(header: Mapping[str, Any]) -> str | None:
    """The type of document that ``typ`` promises; None where it promises none, such as ``JWT``."""
    typ = header.get("typ")
    if not isinstance(typ, str | None):
        raise malformed_token("its typ is no text")
    # RFC 7515, section 4.1.9: a media type, compared without case, its "application/" left out or not.
    return _TYPS.get(typ.lower().removeprefix("application/")) if typ else None


def _find_wrapper(claims: Mapping[str, Any]) -> str | None:
    wrappers = [name for name in _WRAPPERS if name in claims]
    if len(wrappers) > 1 or (wrappers and not claims.keys().isdisjoint({"@context", "credentialSubject"})):
        raise malformed_token("it carries two documents")
    return wrappers[0] if wrappers else None


def _types_of(document: Mapping[str, Any]) -> frozenset[str]:
    types = document.get("type")
    listed = types if isinstance(types, list) else [types]
    return frozenset(entry for entry in listed if isinstance(entry, str))


def _data_model_of(document: Mapping[str, Any]) -> Literal[1, 2]:
    context = document.get("@context")
    first = context[0] if isinstance(context, list) and context else context
    return 1 if first == _MODEL_1 else 2


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else value
