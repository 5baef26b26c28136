"""Of a document whose proof held, the part that its signer vouches for: only that is shown as verified."""

from collections.abc import Mapping, Sequence
from typing import Any

from certsvc.signing.cryptosuites import CanonicalForm, read_suite
from certsvc.signing.proofs import Proof, previous_proofs, read_proofs
from certsvc.verification.securing import Secured
from certsvc.verification.shapes import listed
from certsvc.verification.signatures import Signature


def signed_part(secured: Secured, held: Sequence[Signature]) -> Mapping[str, Any]:
    """The document without what anybody could have put there. ``held``: the signer's signatures that hold.

    Left out are 1. proofs that are not the signer's, nor signed by one that is: their words are a stranger's,
    2. contexts behind those that a proof over JSON signs (EdDSA Cryptosuites 1.0, section 3.3.2). Where
    nothing held, the document is shown as it is, for what it says counts for nothing.
    """
    document = secured.document
    if secured.token is not None or not held:
        return document
    proofs = read_proofs(document)
    own = [signature.proof for signature in held if signature.proof is not None]
    signed = [*own, *(before for proof in own for before in previous_proofs(proof, proofs))]
    kept = [proof for proof in proofs if _is_among(proof, signed)]  # 1
    if len(kept) < len(proofs):
        document = {**document, "proof": kept[0] if len(kept) == 1 else kept}
    named = document.get("@context")
    context = max((_signed_context(proof, named) for proof in own), key=lambda value: len(listed(value)))  # 2
    return document if context == named else {**document, "@context": context}


def _is_among(proof: Proof, proofs: Sequence[Proof]) -> bool:
    return any(proof is one for one in proofs)


def _signed_context(proof: Proof, context: object) -> object:
    is_json = read_suite(proof.get("cryptosuite")).form is CanonicalForm.JSON
    return proof["@context"] if is_json and "@context" in proof else context
