"""What a forger does to contexts and proofs, who has other genuine credentials and a key of his own."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from certsvc.credentials.contexts import CONTEXTS
from certsvc.signing.base58 import decode_base58, encode_base58
from certsvc.signing.base64url import encode_base64url
from certsvc.signing.cryptosuites import SUITES
from tests.tampering.signatures import signatures_alike
from tests.tampering.trees import Change, Path, Tree, copied, put_at, value_at, with_member

Document = dict[str, Any]


def context_changes(document: Document) -> Iterator[Change]:
    """Every known context at either end or in the place of another; definitions of the document's own."""
    given = document["@context"]
    listed = given if isinstance(given, list) else [given]
    own: list[Any] = [
        {},
        None,
        {"@vocab": "https://example.org/"},
        {"name": "https://example.org/name"},
        {"@base": "https://example.org/"},
        {"@protected": True, "x": "https://example.org/x"},
        "https://example.org/unknown",
        "HTTPS://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/v2/",
        "https://www.w3.org/ns/credentials/v2#",
        5,
        [],
    ]
    for other in [*CONTEXTS, *own]:
        shown = str(other)[-40:]
        forms = {
            f"before {shown}": [other, *listed],
            f"behind {shown}": [*listed, other],
            f"{shown} for the last": [*listed[:-1], other],
            f"{shown} for the first": [other, *listed[1:]],
            f"{shown} alone": other,
        }
        for how, form in forms.items():
            if form != given:
                yield Change(
                    ("@context",), f"context: {how}", partial(with_member, name="@context", value=form)
                )
    for how, form in {"backwards": listed[::-1], "twice": [*listed, *listed], "many": listed * 200}.items():
        if form != given:
            yield Change(("@context",), f"context: {how}", partial(with_member, name="@context", value=form))


def proof_changes(document: Document, twins: Sequence[Document]) -> Iterator[Change]:
    """Of each proof, and of all together. ``twins``: other genuine documents, or signed by another."""
    given = document["proof"]
    for number in range(len(given) if isinstance(given, list) else 1):
        path: Path = ("proof", number) if isinstance(given, list) else ("proof",)
        yield from _option_changes(document, path)
        yield from _value_changes(document, path)
    for twin in twins:
        yield from _exchanges(document, twin)
    own = given if isinstance(given, list) else [given]
    unread = {"type": "Ed25519Signature2018", "verificationMethod": "did:example:x#1", "jws": "a..b"}
    forms: dict[str, Any] = {
        "alone in a list": own[:1],
        "twice": [*own, own[0]],
        "none": [],
        "null": None,
        "one of another kind beside": [*own, unread],
        "one of another kind before": [unread, *own],
        "one of another kind alone": unread,
        "null beside": [*own, None],
        "seventeen": own[:1] * 17,
        "in a graph": {"@graph": own},
        "as its address": "did:example:proof",
    }
    for how, form in forms.items():
        yield Change(("proof",), f"proofs: {how}", partial(with_member, name="proof", value=form))
    yield Change(("proof",), "proofs: under their full address", _under_full_address)
    yield Change(("proof",), "proofs: in the subject", _in_the_subject)


def _option_changes(document: Document, path: Path) -> Iterator[Change]:
    proof = value_at(document, path)
    method = str(proof["verificationMethod"])
    did, _, fragment = method.partition("#")
    options: dict[str, list[Any]] = {
        "cryptosuite": [*SUITES, "bbs-2023", None],
        "type": ["Ed25519Signature2020", ["DataIntegrityProof"], ["DataIntegrityProof", "x"]],
        "proofPurpose": ["authentication", "assertionmethod", ["assertionMethod"], "sec:assertionMethod"],
        "created": ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z", None, 0, "2026-11-24T09:30:00.0Z"],
        "expires": ["2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z", None],
        "challenge": ["x"],
        "domain": ["x", ["x"]],
        "nonce": ["x"],
        "id": ["urn:uuid:x", "did:example:x"],
        "previousProof": ["urn:uuid:x", [], ["urn:uuid:x"], None],
        "@context": [document["@context"], [], ["https://www.w3.org/ns/credentials/v2"], {}, None, "x"],
        "name": ["x"],
        "verificationMethod": [
            did,
            f"{did}#",
            f"{did}#0",
            f"{did}?x#{fragment}",
            f"{did}/x#{fragment}",
            f"{did}#{fragment}#{fragment}",
            f"#{fragment}",
            did.upper() + f"#{fragment}",
            did.replace("did:key:z", "did:key:Z") + f"#{fragment}",
            did.replace("%3A", "%3a") + f"#{fragment}",
            did.replace("did:", "did%3A") + f"#{fragment}",
            {"id": method, "controller": did, "type": "Multikey", "publicKeyMultibase": fragment},
            [method],
            f"{method} ",
            method + "\u0000",
        ],
    }
    for name, values in options.items():
        for value in values:
            if proof.get(name, ...) != value:
                how = f"proof: {name} {str(value)[-60:]!r}"
                yield Change(path, how, partial(_set, path=(*path, name), value=value))


def _value_changes(document: Document, path: Path) -> Iterator[Change]:
    signature = decode_base58(value_at(document, path)["proofValue"][1:])
    forms = {f"signature {how}": "z" + encode_base58(other) for how, other in signatures_alike(signature)}
    forms |= {
        "base64url": "u" + encode_base64url(signature).decode(),
        "base16": "f" + signature.hex(),
        "no prefix": encode_base58(signature),
        "one before": "z1" + encode_base58(signature),
        "spaces": f"z{encode_base58(signature)} ",
        "very long": "z" + "2" * 5_000,
    }
    for how, value in forms.items():
        yield Change(path, f"proof value: {how}", partial(_set, path=(*path, "proofValue"), value=value))


def _exchanges(document: Document, twin: Document) -> Iterator[Change]:
    """Between two genuine ones: proofs, and every other member; one inside the other."""
    ours, theirs = document["proof"], twin["proof"]
    own = ours if isinstance(ours, list) else [ours]
    others = theirs if isinstance(theirs, list) else [theirs]
    for how, proofs in (("other", theirs), ("beside", [*own, *others]), ("before", [*others, *own])):
        yield Change(("proof",), f"twin's proof {how}", partial(with_member, name="proof", value=proofs))
    for name in twin:
        yield Change((), f"twin's {name}", partial(with_member, name=name, value=twin[name]))
    for name in others[0]:
        yield Change(
            ("proof",),
            f"twin's proof's {name}",
            partial(with_member, name="proof", value={**own[0], name: others[0][name]}),
        )
    for name in ("evidence", "credentialSubject", "@included", "relatedResource", "issuer"):
        yield Change((), f"twin under {name}", partial(with_member, name=name, value=twin))


def _set(tree: Tree, path: Path, value: Any) -> Tree:  # noqa: ANN401  # any JSON
    return put_at(tree, path, copied(value))


def _under_full_address(tree: Tree) -> Tree:
    return {
        "https://w3id.org/security#proof" if name == "proof" else name: part for name, part in tree.items()
    }


def _in_the_subject(tree: Tree) -> Tree:
    proof = tree.pop("proof")
    subject = tree.get("credentialSubject")
    if isinstance(subject, dict):
        subject["proof"] = proof
    return tree
