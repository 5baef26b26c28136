"""Presented bytes -> the document in them, and how it is secured."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certsvc.credentials.contexts import CREDENTIALS_V2
from certsvc.domain.verdicts import Form
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import parse_json_object
from certsvc.signing.jws import Jws, is_compact_jws, parse_jws
from certsvc.signing.vc_jwt import VcJwt, read_vc_jwt

_ENVELOPES = {
    "EnvelopedVerifiableCredential": "data:application/vc+jwt,",
    "EnvelopedVerifiablePresentation": "data:application/vp+jwt,",
}
_ENVELOPE_MEMBERS = frozenset({"@context", "id", "type"})


@dataclass(frozen=True, slots=True)
class Token:
    """A compact JWS and what it says."""

    jws: Jws
    said: VcJwt


@dataclass(frozen=True, slots=True)
class Secured:
    """``document``: the credential or presentation, a Data Integrity ``proof`` still in it."""

    content: bytes
    document: Mapping[str, Any]
    token: Token | None = None

    @property
    def form(self) -> Form:
        """How it is secured; a presentation is one whatever secures it."""
        if self.is_presentation:
            return Form.PRESENTATION
        if self.token is not None:
            return Form.JWT
        return Form.DATA_INTEGRITY if "proof" in self.document else Form.NONE

    @property
    def is_presentation(self) -> bool:
        """Whether it is typed as one."""
        return "VerifiablePresentation" in types_of(self.document)


def read_secured(content: bytes) -> Secured:
    """What ``content`` is: 1. a compact JWS, else a JSON object: 2. an envelope around one, 3. the document.

    Envelopes: VC Data Model 2.0, sections 4.12.3 and 4.13.2. Raises InvalidInputError as ``parse_jws``,
    ``read_vc_jwt`` and ``parse_json_object`` do, and with ``envelope_malformed``.
    """
    stripped = content.strip()
    if is_compact_jws(stripped):  # 1
        return _read_token(content, stripped)
    document = parse_json_object(content)
    return secured_document(content, document)


def secured_document(content: bytes, document: Mapping[str, Any]) -> Secured:
    """The same of JSON that was parsed already."""
    for envelope, opening in _ENVELOPES.items():  # 2
        if envelope in types_of(document):
            return _read_token(content, _enveloped(document, opening))
    return Secured(content, document)  # 3


def types_of(value: Mapping[str, Any]) -> frozenset[str]:
    """The texts in ``type``, which may be one or several."""
    found = value.get("type")
    if isinstance(found, str):
        return frozenset({found})
    return (
        frozenset(entry for entry in found if isinstance(entry, str))
        if isinstance(found, list)
        else frozenset()
    )


def _read_token(content: bytes, compact: bytes) -> Secured:
    jws = parse_jws(compact)
    said = read_vc_jwt(jws)
    return Secured(content, said.document, Token(jws, said))


def _enveloped(document: Mapping[str, Any], opening: str) -> bytes:
    address = document.get("id")
    if not isinstance(address, str) or not address.startswith(opening):
        raise InvalidInputError(f"The envelope's id does not begin with {opening}", code="envelope_malformed")
    contexts = document.get("@context")
    if (contexts[:1] if isinstance(contexts, list) else [contexts]) != [CREDENTIALS_V2]:
        raise InvalidInputError("The envelope does not name the base context.", code="envelope_malformed")
    if not document.keys() <= _ENVELOPE_MEMBERS:
        raise InvalidInputError("The envelope holds more than its content.", code="envelope_malformed")
    compact = address.removeprefix(opening).encode(errors="replace")
    if not is_compact_jws(compact):
        raise InvalidInputError("The envelope holds no token.", code="envelope_malformed")
    return compact
