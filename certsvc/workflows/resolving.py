"""What others publish: their DID documents with the keys in them, and their status lists."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from certsvc.credentials.remembered import Remembered
from certsvc.errors import CertsvcError, InvalidInputError, TooLargeError, UnavailableError
from certsvc.fetching.outside import MAX_AGE, Outside
from certsvc.signing.did_documents import DidKey, malformed_did, read_did_document
from certsvc.signing.did_key import find_did_key
from certsvc.signing.did_web import did_web_url
from certsvc.signing.json_text import parse_json_object
from certsvc.verification.checks import day
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import KnownKey, Unavailable

_DID_WEB = "did:web:"
_METHODS = (_DID_WEB, "did:key:", "did:jwk:")
_LONGEST_DID = 8 * 1024
_DID_DOCUMENT = "application/did+json, application/json"
_STATUS_LIST = "application/vc, application/vc+jwt, application/json"
_LARGEST_DID_DOCUMENT = 256 * 1024
"""Bytes. Sixty-four of the longest RSA keys have half of it."""
_ROTATION = timedelta(minutes=1)
"""How old a document may be that lacks a key which somebody signed with."""
_MOST_KEPT = 512
_SAID = {
    "fetching_off": Reason.FETCHING_OFF,
    "address_refused": Reason.ADDRESS_REFUSED,
    "did_method_unknown": Reason.DID_METHOD_UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys of a DID that can be read, by their full ids, and the full ids of all that are listed."""

    keys: Mapping[str, DidKey]
    listed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was made of a document, and the digest of that document."""

    digest: bytes
    outcome: _Keys | Unavailable


class Resolver:
    """Finds keys and status lists of others through ``outside``; threads share one.

    ``outside`` says how old a document may be. What is kept here is only what documents say, for as long
    as they say it. ``now``: the clock, aware. Nothing is raised for odd texts.
    """

    def __init__(self, outside: Outside, now: Callable[[], datetime]) -> None:
        self._outside = outside
        self._now = now
        self._read: Remembered[str, _Read] = Remembered(_MOST_KEPT)

    def find_did_document(self, did: str) -> Mapping[str, Any] | Unavailable:
        """The DID's own document: made of the DID (did:key, did:jwk), or fetched (did:web)."""
        try:
            document = _read_document(did, self._find_content(did, MAX_AGE))
            read_did_document(did, document)
        except CertsvcError as error:
            return _unavailable(error, Reason.ISSUER_UNREACHABLE)
        return document

    def find_key(self, verification_method: str) -> KnownKey | Unavailable:
        """The key that the DID URL names, by its full id in its DID's own document.

        1. it names a key, 2. of a document that is at most five minutes old; 3. where the key is not in
        there, one minute, for keys rotate; 4. the key has not expired.
        """
        did, _, fragment = verification_method.partition("#")
        if not fragment:  # 1
            return Unavailable(Reason.KEY_NOT_NAMED)
        found = self._find_keys(did, MAX_AGE)  # 2
        if _lacks(found, verification_method):
            found = self._find_keys(did, _ROTATION)  # 3
        if isinstance(found, Unavailable):
            return found
        key = found.keys.get(verification_method)
        if key is not None:
            return _known_key(key, self._now())  # 4
        is_listed = verification_method in found.listed
        return Unavailable(Reason.KEY_MALFORMED if is_listed else Reason.KEY_UNKNOWN)

    def find_keys(self, controller: str) -> tuple[KnownKey, ...] | Unavailable:
        """Every key in the DID's own document that can be read and has not expired, in its order."""
        found = self._find_keys(controller, MAX_AGE)
        if isinstance(found, Unavailable):
            return found
        known = (_known_key(key, self._now()) for key in found.keys.values())
        return tuple(key for key in known if isinstance(key, KnownKey))

    def find_status_list(self, url: str, max_age: timedelta | None = None) -> bytes | Unavailable:
        """The status list credential at ``url``, as it was served at most five minutes or ``max_age`` ago."""
        age = MAX_AGE if max_age is None else min(max_age, MAX_AGE)
        try:
            return self._outside.get_document(url, accept=_STATUS_LIST, max_age=age)
        except UnavailableError as error:
            return _unavailable(error, Reason.STATUS_UNREACHABLE)

    def _find_keys(self, did: str, max_age: timedelta) -> _Keys | Unavailable:
        """The same bytes are read once."""
        try:
            content = self._find_content(did, max_age)
        except CertsvcError as error:
            return _unavailable(error, Reason.ISSUER_UNREACHABLE)
        digest = hashlib.sha256(content or b"").digest()
        read = self._read.find(did)
        if read is None or read.digest != digest:
            read = _Read(digest, _read_keys(did, content))
            self._read.keep(did, read)
        return read.outcome

    def _find_content(self, did: str, max_age: timedelta) -> bytes | None:
        """The document as served; None for a DID that is its own key, which is never fetched.

        Raises InvalidInputError (``did_method_unknown``, ``did_document_malformed``), and UnavailableError
        as ``outside`` does.
        """
        if not did.startswith(_METHODS):
            raise InvalidInputError(
                "Of the ways to publish keys, this service reads did:web, did:key and did:jwk.",
                code="did_method_unknown",
            )
        if len(did) > _LONGEST_DID:  # nor is it kept as a key of what was read
            raise malformed_did("it is longer than any address or key")
        if not did.startswith(_DID_WEB):
            return None
        return self._outside.get_document(did_web_url(did), accept=_DID_DOCUMENT, max_age=max_age)


def _lacks(found: _Keys | Unavailable, verification_method: str) -> bool:
    """Whether a newer document could say what this one does not."""
    if isinstance(found, Unavailable):
        return found.reason is Reason.DID_DOCUMENT_MALFORMED
    return verification_method not in found.keys


def _read_document(did: str, content: bytes | None) -> Mapping[str, Any]:
    """Raises InvalidInputError for what is no such document."""
    if content is None:
        document = find_did_key(did)
        if document is None:
            raise malformed_did("it is no key")
        return document
    if len(content) > _LARGEST_DID_DOCUMENT:
        raise TooLargeError(f"The issuer's own document has more than {_LARGEST_DID_DOCUMENT // 1024} KB.")
    return parse_json_object(content)


def _read_keys(did: str, content: bytes | None) -> _Keys | Unavailable:
    try:
        document = _read_document(did, content)
        keys = {key.id: key for key in read_did_document(did, document)}
    except InvalidInputError as error:
        return _unavailable(error, Reason.ISSUER_UNREACHABLE)
    return _Keys(keys, frozenset(_listed(did, document)))


def _listed(did: str, document: Mapping[str, Any]) -> Iterator[str]:
    """The full ids of the document's verification methods."""
    methods = document.get("verificationMethod")
    for method in methods if isinstance(methods, list) else [methods]:
        name = method.get("id") if isinstance(method, Mapping) else None
        if isinstance(name, str):
            yield did + name if name.startswith("#") else name


def _known_key(key: DidKey, now: datetime) -> KnownKey | Unavailable:
    """Controlled Identifiers 1.0, section 2.2: from ``expires`` or ``revoked`` on, no proof is verified.

    Of a revoked key that is what ``compromised_since`` does: nobody but its thief may have written the
    date of a proof, and no record of ours shows that it is older.
    """
    if key.expires is not None and key.expires <= now:
        detail = f"Its issuer let the key expire on {day(key.expires)}, and relies on it no more."
        return Unavailable(Reason.KEY_RETIRED, detail)
    is_revoked = key.revoked is not None and key.revoked <= now
    return KnownKey(
        verification_method=key.id,
        controller=key.controller,
        public_key=key.public_key,
        purposes=key.purposes,
        compromised_since=key.revoked if is_revoked else None,
    )


def _unavailable(error: CertsvcError, unreachable: Reason) -> Unavailable:
    """``unreachable``: what it means that nothing could be fetched. All else is the document's own fault."""
    otherwise = unreachable if isinstance(error, UnavailableError) else Reason.DID_DOCUMENT_MALFORMED
    return Unavailable(_SAID.get(error.code, otherwise), error.message)
