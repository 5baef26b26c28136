"""The canonical form of a proof's own members (Data Integrity EdDSA Cryptosuites 1.0, section 3.2.5).

The proofs of this service differ in time and key only, so their canonical form is made once for each
list of contexts, by the general path, and filled in. Any other proof takes the general path.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from certsvc.credentials.contexts import get_context
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import ProofError
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import ContextSource, context_addresses

_OURS = frozenset({"type", "cryptosuite", "created", "verificationMethod", "proofPurpose"})
_MARKED = {"created": "2000-01-01T00:00:00Z", "verificationMethod": "did:web:marked.invalid#key"}
# Texts that stand in N-Quads as they are: no character of theirs is escaped or resolved.
_PLAIN_TIME = re.compile(r"[0-9TZ:.+-]+")
_PLAIN_DID_URL = re.compile(r"did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+#[A-Za-z0-9_-]+")


def canonical_proof_config(
    proof: Mapping[str, Any],
    context: object,
    *,
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519,
    contexts: ContextSource = get_context,
) -> bytes:
    """The canonical N-Quads of ``proof`` (without its value) under the document's ``context``.

    Raises as ``canonical_nquads`` does, and ProofError (``proof_context``) for a proof that brings
    another context than its document's.
    """
    if proof.get("@context", context) != context:
        raise ProofError("The proof has another context than the document.", code="proof_context")
    members = {name: value for name, value in proof.items() if name != "@context"}
    if members.keys() == _OURS and _is_plain(members):
        fixed = (members["type"], members["cryptosuite"], members["proofPurpose"])
        template = _template(context_addresses({"@context": context}), fixed, contexts)
        return template.replace(_marked("created"), members["created"].encode()).replace(
            _marked("verificationMethod"), members["verificationMethod"].encode()
        )
    return canonical_nquads({"@context": context, **members}, algorithm=algorithm, contexts=contexts)


def _is_plain(members: Mapping[str, Any]) -> bool:
    return (
        all(isinstance(value, str) for value in members.values())
        and _PLAIN_TIME.fullmatch(members["created"]) is not None
        and _PLAIN_DID_URL.fullmatch(members["verificationMethod"]) is not None
    )


def _marked(name: str) -> bytes:
    return _MARKED[name].encode()


@lru_cache(maxsize=64)
def _template(addresses: tuple[str, ...], fixed: tuple[str, str, str], contexts: ContextSource) -> bytes:
    kind, cryptosuite, purpose = fixed
    marked = {"type": kind, "cryptosuite": cryptosuite, "proofPurpose": purpose, **_MARKED}
    return canonical_nquads({"@context": list(addresses), **marked}, contexts=contexts)
