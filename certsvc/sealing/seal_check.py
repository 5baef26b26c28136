"""Whether a PDF is under a seal of ours, whole: by its bytes alone, without understanding the file.

A seal of ours covers everything but the hexadecimal digits of the signature itself. So the signed bytes are
known from the two ranges that are signed with them, and nothing else of the file need be parsed: were any of
it changed, moved or added to, the digest would be another.
"""

import hashlib
import re
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from certsvc.errors import ProofError
from certsvc.sealing.seals import Seal

_RANGE = re.compile(rb"/ByteRange ?\[ ?0 ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ?\]")
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_LONGEST_TAIL = 4_096
"""Bytes from the signature to the end of a file that ends with it, in which its ranges stand."""
_LARGEST_SIGNATURE = 64 * 1024


def check_sealed(pdf: bytes, seals: Iterable[Seal]) -> Seal:
    """The one of ``seals`` that is set under the whole of ``pdf`` and intact.

    1. the signed ranges are all of the file but the signature, 2. the signature is CMS (RFC 5652) over their
    digest, 3. made with a certificate of ours, whose key made it. Raises ProofError (``seal_broken``).
    """
    signed, signature = _split(pdf)  # 1
    try:
        attributes, value, fingerprints = _read_cms(signature, hashlib.sha256(signed).digest())  # 2
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise _broken() from None
    for seal in seals:  # 3
        if seal.fingerprint in fingerprints:
            _check_signature(seal, attributes, value)
            return seal
    raise _broken()


def _split(pdf: bytes) -> tuple[bytes, bytes]:
    found = list(_RANGE.finditer(pdf, max(0, len(pdf) - _LONGEST_TAIL)))
    if not found:
        raise _broken()
    before, start, length = (int(number) for number in found[-1].groups())
    gap = pdf[before:start]
    digits = _HEX.fullmatch(gap)
    if start + length != len(pdf) or digits is None or len(gap) > _LARGEST_SIGNATURE:
        raise _broken()
    if len(digits[1]) % 2:
        raise _broken()
    return pdf[:before] + pdf[start:], bytes.fromhex(digits[1].decode())


def _read_cms(signature: bytes, digest: bytes) -> tuple[bytes, bytes, frozenset[str]]:
    """The signed attributes as they are signed (5.4), the signature value, the certificates' fingerprints."""
    # The first signature that is read closes asn1crypto's tables of names. What its pdf and tsp add to them
    # has to be there by then, or pyHanko, which needs it, seals nothing for as long as the process lives.
    from asn1crypto import cms, pdf, tsp  # noqa: F401, PLC0415  # 50 ms, at the first seal and not at every start

    content = cms.ContentInfo.load(signature)  # zeros follow it
    signed_data = content["content"]
    (signer,) = signed_data["signer_infos"]
    attributes = {one["type"].native: one["values"] for one in signer["signed_attrs"]}
    if attributes["message_digest"][0].native != digest or attributes["content_type"][0].native != "data":
        raise ValueError(digest)
    if signer["digest_algorithm"]["algorithm"].native != "sha256":
        raise ValueError(digest)
    certificates = [one.chosen.dump() for one in signed_data["certificates"]]
    fingerprints = frozenset(hashlib.sha256(one).hexdigest() for one in certificates)
    return signer["signed_attrs"].untag().dump(), signer["signature"].native, fingerprints


def _check_signature(seal: Seal, attributes: bytes, value: bytes) -> None:
    key = seal.certificate.public_key()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(value, attributes, PKCS1v15(), SHA256())
            return
        if isinstance(key, EllipticCurvePublicKey):
            key.verify(value, attributes, ECDSA(SHA256()))
            return
    except InvalidSignature:
        pass
    raise _broken()


def _broken() -> ProofError:
    return ProofError("No seal of ours holds for the whole of this file.", code="seal_broken")
