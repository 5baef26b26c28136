"""A caller of the VC-API as a conformance suite is one: over HTTP, with keys and documents of its own."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient

from certsvc.credentials.contexts import CREDENTIALS_V2
from certsvc.domain.identifiers import Did, Multibase
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.signing.multikey import encode_multikey
from certsvc.signing.signing_key import SigningKey

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
EDDSA_RDFC, EDDSA_JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
ECDSA_RDFC = "ecdsa-rdfc-2019"
SUITES = (EDDSA_RDFC, EDDSA_JCS, ECDSA_RDFC)

Document = dict[str, Any]
_OTHER_NAMES = {"context": "@context", "type_": "type"}
LEFT_OUT = "(left out)"


@dataclass(frozen=True)
class Answer:
    """What the service said."""

    status: int
    body: Any

    @property
    def is_good(self) -> bool:
        return self.status in {200, 201}

    @property
    def reasons(self) -> set[str]:
        """Why it is not verified; warnings aside."""
        return {str(error).rpartition("(")[2].rstrip(")") for error in self.body.get("errors", [])}

    @property
    def types(self) -> set[str]:
        """The kinds of problem, as the standards name them."""
        return {str(detail["type"]) for detail in self.body["problemDetails"]}


class Caller:
    """Posts to one house, whose secretariat has an Ed25519, a P-256 and a P-384 key."""

    def __init__(self, client: FlaskClient, did: str, record: str, served: dict[str, bytes]) -> None:
        """``record``: the id of a badge of the house; ``served``: what others serve, by address."""
        self.client = client
        self.did = did
        self.record = record
        self.served = served

    def credential(self, **members: Any) -> Document:  # noqa: ANN401  # any JSON
        """The smallest one, with other members; ``type_`` and ``context`` for what Python cannot name."""
        document = {
            "@context": [CREDENTIALS_V2],
            "type": ["VerifiableCredential"],
            "issuer": self.did,
            "credentialSubject": {"id": "did:example:subject"},
        } | {_OTHER_NAMES.get(name, name): value for name, value in members.items()}
        return {name: value for name, value in document.items() if value is not LEFT_OUT}

    def post(self, path: str, body: object) -> Answer:
        response = self.client.post(f"/vc-api/{path}", json=body)
        return Answer(response.status_code, response.get_json())

    def issue(self, credential: Document | None = None, **options: str) -> Answer:
        document = self.credential() if credential is None else credential
        return self.post("credentials/issue", {"credential": document, "options": options})

    def issued(self, credential: Document | None = None, **options: str) -> Document:
        """What was issued, which must have been."""
        answer = self.issue(credential, **options)
        assert answer.status == 201, answer.body
        return copy.deepcopy(answer.body["verifiableCredential"])

    def verify(self, credential: object, **options: object) -> Answer:
        return self.post("credentials/verify", {"verifiableCredential": credential, "options": options})

    def verify_presentation(self, presentation: object, **options: object) -> Answer:
        body = {"verifiablePresentation": presentation, "options": options}
        return self.post("presentations/verify", body)

    def fetch(self, address: str) -> Any:  # noqa: ANN401  # any JSON
        """What the house serves at an address of its own."""
        response = self.client.get(address.removeprefix("http://localhost:8000"))
        assert response.status_code == 200
        return response.get_json(force=True)


def a_did_key(seed: int = 7, curve: ec.EllipticCurve | None = None) -> SigningKey:
    """Somebody with a did:key: of Ed25519, or of that curve."""
    private: Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    if curve is None:
        private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    else:
        private = ec.derive_private_key(10**30 + seed, curve)
    multibase = Multibase(encode_multikey(private.public_key()))
    return SigningKey(issuer=Did(f"did:key:{multibase}"), multibase=multibase, private_key=private)


def foreign_credential(key: SigningKey | None = None, /, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    """A credential of somebody with a did:key, without a proof."""
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": (key or a_did_key()).issuer,
        "validFrom": "2023-02-27T05:03:28Z",
        "credentialSubject": {"id": "did:example:subject", "name": "Alice"},
    } | {_OTHER_NAMES.get(name, name): value for name, value in members.items()}
    return {name: value for name, value in document.items() if value is not LEFT_OUT}


def a_presentation(*credentials: object, holder: object = None, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    """A presentation of ``credentials`` by the owner of ``a_did_key()``, without a proof."""
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "holder": holder or a_did_key().issuer,
        "verifiableCredential": list(credentials),
    } | {_OTHER_NAMES.get(name, name): value for name, value in members.items()}
    if not credentials:
        del document["verifiableCredential"]
    return {name: value for name, value in document.items() if value is not LEFT_OUT}


def signed(
    document: Mapping[str, Any],
    key: SigningKey | None = None,
    *,
    cryptosuite: str = EDDSA_RDFC,
    purpose: str = "assertionMethod",
    created: datetime | None = NOW,
    members: Mapping[str, object] | None = None,
    **further: object,
) -> Document:
    """``document`` with a proof by ``key``; ``members`` and ``further`` are more of the proof's own."""
    return sign_document(
        UnlintedDocument(document),
        key=key or a_did_key(),
        created=created,
        cryptosuite=cryptosuite,
        purpose=purpose,
        members={**(members or {}), **further},
    )


def shown(document: Mapping[str, Any], key: SigningKey | None = None, **members: object) -> Document:
    """A presentation with its holder's proof."""
    return signed(document, key, purpose="authentication", **members)  # type: ignore[arg-type]  # of the proof
