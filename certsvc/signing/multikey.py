"""Ed25519 public keys as Multikey text, ``z6Mk…`` (Controlled Identifiers 1.0, section 2.2.2)."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certsvc.domain.identifiers import Multibase
from certsvc.errors import InvalidInputError
from certsvc.signing.base58 import decode_base58, encode_base58

_ED25519_PUBLIC = b"\xed\x01"
"""The multicodec ``ed25519-pub`` as a varint."""
_KEY_BYTES = 32


def encode_ed25519(public: bytes) -> Multibase:
    """The Multikey of a raw public key of 32 bytes. Raises InvalidInputError (``malformed_key``)."""
    if len(public) != _KEY_BYTES:
        raise _malformed(f"an Ed25519 public key has {_KEY_BYTES} bytes, not {len(public)}")
    return Multibase("z" + encode_base58(_ED25519_PUBLIC + public))


def decode_multikey(text: str) -> Ed25519PublicKey:
    """The public key that ``text`` holds. Raises InvalidInputError (``malformed_key``)."""
    if not text.startswith("z"):
        raise _malformed("it does not begin with 'z'")
    try:
        data = decode_base58(text[1:])
    except InvalidInputError as error:
        raise _malformed("it is not base58") from error
    if not data.startswith(_ED25519_PUBLIC):
        raise _malformed("it is not marked as an Ed25519 public key")
    public = data.removeprefix(_ED25519_PUBLIC)
    if len(public) != _KEY_BYTES:
        raise _malformed(f"an Ed25519 public key has {_KEY_BYTES} bytes, not {len(public)}")
    return Ed25519PublicKey.from_public_bytes(public)


def _malformed(why: str) -> InvalidInputError:
    return InvalidInputError(f"The key is not an Ed25519 Multikey: {why}.", code="malformed_key")
