"""Mutants of compact tokens: header, payload and signature, changed alone and together."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from itertools import count
from random import Random
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certsvc.signing.base64url import decode_base64url, encode_base64url
from certsvc.signing.jwk import jwk_of
from certsvc.signing.jws import sign_compact
from certsvc.signing.signing_key import SigningKey
from tests.tampering.engine import Mutant, distinct, tree_changes
from tests.tampering.octets import mutant_of_bytes
from tests.tampering.signatures import signatures_alike
from tests.tampering.trees import copied, written

_SYMBOLS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_ALGORITHMS = ("none", "None", "nOnE", "HS256", "HS384", "ES256", "ES384", "ES512", "RS256", "PS256", "EdDSA")


def mutants_of_token(
    token: bytes, twin: bytes, key: SigningKey, forger: SigningKey, random: Random
) -> Iterator[Mutant]:
    """Distinct ones without end. ``twin``: another token by ``key``; ``forger``: who has a key too."""
    yield from distinct(token, _all_mutants(token, twin, key, forger, random))


def _all_mutants(
    token: bytes, twin: bytes, key: SigningKey, forger: SigningKey, random: Random
) -> Iterator[Mutant]:
    yield from _header_mutants(token, key, forger)
    yield from _signature_mutants(token)
    yield from _segment_mutants(token, twin)
    yield from _forgeries(token, key, forger)
    header, payload, signature = token.split(b".")
    said, claims = _object_in(header), _object_in(payload)
    changes = tree_changes(claims, random)
    for number, change in enumerate(changes):
        changed = encode_base64url(written(change.make(copied(claims))))
        yield Mutant(f"payload: {change}", b".".join((header, changed, signature)))
        if number % 4 == 0:
            how, content = mutant_of_bytes(token, twin, random)
            yield Mutant(how, content)
        if number % 9 == 0:
            yield _by_forger(claims, said, forger, random.choice(changes))
    for change in tree_changes(said, random):
        changed = encode_base64url(written(change.make(copied(said))))
        yield Mutant(f"header: {change}", b".".join((changed, payload, signature)))
    for _ in count():
        how, content = mutant_of_bytes(token, twin, random)
        yield Mutant(how, content)
        how, text = mutant_of_bytes(decode_base64url(payload), decode_base64url(twin.split(b".")[1]), random)
        yield Mutant(f"payload: {how}", b".".join((header, encode_base64url(text), signature)))


def _by_forger(claims: dict[str, Any], said: dict[str, Any], forger: SigningKey, change: Any) -> Mutant:  # noqa: ANN401  # a Change
    """Signed anew by somebody else, who leaves the name of the issuer's key in the header."""
    try:
        content = sign_compact(change.make(copied(claims)), key=forger, header={**said, "alg": "EdDSA"})
    except UnicodeEncodeError:  # a change that no JSON can hold
        content = b"..."
    return Mutant(f"by a forger: {change}", content)


def _header_mutants(token: bytes, key: SigningKey, forger: SigningKey) -> Iterator[Mutant]:
    """Members changed under the old signature: what they name, and what the token asks for."""
    header, payload, signature = token.split(b".")
    said = _object_in(header)
    theirs = jwk_of(forger.private_key.public_key())
    did = key.issuer
    values: dict[str, list[Any]] = {
        "alg": [*_ALGORITHMS, None, "", ["EdDSA"], {}, 0],
        "kid": [
            forger.verification_method,
            did,
            f"{did}#",
            "#0",
            "0",
            "",
            None,
            5,
            f"{did}?x#0",
            key.multibase,
        ],
        "jwk": [theirs, jwk_of(key.private_key.public_key()), {**theirs, "d": "AAAA"}, {}, [], "x"],
        "typ": ["JWT", "vp+jwt", "VC+JWT", "application/vc+jwt", "x", None, 5, ["vc+jwt"]],
        "crit": [[], ["exp"], ["b64"], ["kid", "x"], "x", None],
        "b64": [False, True, None],
        "jku": ["https://forger.example/keys"],
        "x5c": [["AAAA"]],
        "x5u": ["https://forger.example/chain"],
        "cty": ["JWT", "vp"],
        "zip": ["DEF"],
        "enc": ["A128GCM"],
        "iss": [forger.issuer],
        "alg\u200b": ["none"],
        "ALG": ["none"],
    }
    for name, others in values.items():
        for value in others:
            changed = encode_base64url(written({**said, name: value}))
            yield Mutant(f"header: {name} {str(value)[:50]}", b".".join((changed, payload, signature)))
            yield Mutant(f"header: {name} {str(value)[:50]}, unsigned", b".".join((changed, payload, b"")))
    for name in said:
        left = encode_base64url(written({other: part for other, part in said.items() if other != name}))
        yield Mutant(f"header without {name}", b".".join((left, payload, signature)))


def _signature_mutants(token: bytes) -> Iterator[Mutant]:
    signed, _, signature = token.rpartition(b".")
    for how, other in signatures_alike(decode_base64url(signature)):
        yield Mutant(f"signature: {how}", signed + b"." + encode_base64url(other))


def _segment_mutants(token: bytes, twin: bytes) -> Iterator[Mutant]:
    """Segments exchanged, left out, doubled, and each written in other forms of base64."""
    own, other = token.split(b"."), twin.split(b".")
    for places in range(1, 7):
        mixed = [other[place] if places >> place & 1 else own[place] for place in range(3)]
        yield Mutant(f"segments {places:03b} of the twin", b".".join(mixed))
    for first in range(3):
        for second in range(3):
            for third in range(3):
                yield Mutant(
                    f"segments {first}{second}{third}", b".".join((own[first], own[second], own[third]))
                )
    for place in range(3):
        for how, form in _forms_of(own[place]):
            yield Mutant(f"segment {place}: {how}", b".".join([*own[:place], form, *own[place + 1 :]]))
    for how, segments in {
        "more segments": [*own, b""],
        "two segments": own[:2],
        "five segments": [*own, *own[:2]],
        "empty first": [b"", *own],
    }.items():
        yield Mutant(how, b".".join(segments))
    yield Mutant("in quotes", b'"' + token + b'"')
    yield Mutant("bearer", b"Bearer " + token)
    yield Mutant("with disclosures", token + b"~")
    yield Mutant(
        "as JSON",
        json.dumps(
            dict(zip(("protected", "payload", "signature"), map(bytes.decode, own), strict=True))
        ).encode(),
    )


def _forms_of(segment: bytes) -> Iterator[tuple[str, bytes]]:
    yield "padded", segment + b"=" * (-len(segment) % 4)
    yield "padded too much", segment + b"===="
    yield "plain base64", base64.b64encode(decode_base64url(segment))
    yield "plain base64 without padding", base64.b64encode(decode_base64url(segment)).rstrip(b"=") + b"+"
    yield "space behind", segment + b" "
    yield "line feed inside", segment[:9] + b"\n" + segment[9:]
    yield "percent", segment[:9] + b"%" + segment[9:]
    yield "empty", b""
    yield "base64 of itself", encode_base64url(segment)
    if len(segment) % 4:
        last = _SYMBOLS.index(segment[-1])
        for bits in range(1, 16 if len(segment) % 4 == 2 else 4):
            yield f"bits left over {bits}", segment[:-1] + bytes([_SYMBOLS[last ^ bits]])


def _forgeries(token: bytes, key: SigningKey, forger: SigningKey) -> Iterator[Mutant]:
    """Signed anew, with the forger's key or with the public one as a secret."""
    header, payload, _ = token.split(b".")
    said, claims = _object_in(header), _object_in(payload)
    public = key.private_key.public_key()
    secrets = {
        "key": key.multibase.encode(),
        "PEM": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        "DER": public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        "JWK": json.dumps(jwk_of(public)).encode(),
        "nothing": b"",
    }
    for how, secret in secrets.items():
        signing_input = encode_base64url(written({**said, "alg": "HS256"})) + b"." + payload
        signature = hmac.new(secret, signing_input, hashlib.sha256).digest()
        yield Mutant(f"HS256 with {how}", signing_input + b"." + encode_base64url(signature))
    theirs = jwk_of(forger.private_key.public_key())
    plain = {name: part for name, part in said.items() if name not in {"alg", "kid"}}
    headers: dict[str, dict[str, Any]] = {
        "its own kid": {**plain, "kid": forger.verification_method},
        "the issuer's kid": {**plain, "kid": said["kid"]},
        "the issuer's kid and its own jwk": {**plain, "kid": said["kid"], "jwk": theirs},
        "its own jwk": {**plain, "jwk": theirs},
        "a jwk with the issuer's kid": {**plain, "jwk": {**theirs, "kid": said["kid"]}},
        "nothing named": plain,
        "the issuer as kid": {**plain, "kid": key.issuer},
        "its own multibase": {**plain, "kid": forger.multibase},
    }
    texts: dict[str, dict[str, Any]] = {
        "the same": claims,
        "another name": {**claims, "name": "Doctor"},
        "itself as iss": {**claims, "iss": forger.issuer},
        "two issuers": {**claims, "issuer": [claims.get("issuer"), forger.issuer]},
        "no iss": {name: part for name, part in claims.items() if name != "iss"},
        "issuer by another name": {**claims, "issuer": {"id": forger.issuer, "@id": key.issuer}},
    }
    for how, members in headers.items():
        for what, document in texts.items():
            yield Mutant(f"forged: {how}, {what}", sign_compact(document, key=forger, header=members))


def _object_in(segment: bytes) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(decode_base64url(segment))
    return value
