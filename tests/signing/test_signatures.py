from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256K1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.identifiers import Multibase
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import CertsvcError, InvalidInputError
from certsvc.signing.signatures import check_signature, sign_bytes
from certsvc.signing.signing_key import SigningKey
from tests.signing.jose_tokens import ISSUER, a_key_of


@given(st.sampled_from(list(KeyAlgorithm)), st.binary(max_size=200))
def test_what_is_signed_is_checked(algorithm: KeyAlgorithm, data: bytes) -> None:
    key = a_key_of(algorithm)
    check_signature(key.private_key.public_key(), sign_bytes(key, data), data)


@pytest.mark.parametrize(
    ("algorithm", "size", "hashing"), [(KeyAlgorithm.P256, 32, SHA256), (KeyAlgorithm.P384, 48, SHA384)]
)
def test_an_ecdsa_signature_is_r_and_s_over_the_curve_s_own_hash(
    algorithm: KeyAlgorithm, size: int, hashing: Callable[[], SHA256 | SHA384]
) -> None:
    key = a_key_of(algorithm)
    signature = sign_bytes(key, b"text")
    assert len(signature) == 2 * size
    der = encode_dss_signature(
        int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    )
    assert isinstance(key.private_key, EllipticCurvePrivateKey)
    key.private_key.public_key().verify(der, b"text", ECDSA(hashing()))


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_the_same_text_is_signed_the_same(algorithm: KeyAlgorithm) -> None:
    assert sign_bytes(a_key_of(algorithm), b"text") == sign_bytes(a_key_of(algorithm), b"text")


def test_a_foreign_curve_neither_signs_nor_checks() -> None:
    private_key = generate_private_key(SECP256K1())
    key = SigningKey(ISSUER, Multibase("z"), private_key)
    acts: list[Callable[[], object]] = [
        lambda: sign_bytes(key, b"text"),
        lambda: check_signature(private_key.public_key(), bytes(64), b"text"),
        lambda: key.algorithm,
    ]
    for act in acts:
        with pytest.raises(InvalidInputError) as caught:
            act()
        assert caught.value.code == "malformed_key"


@given(st.sampled_from(list(KeyAlgorithm)), st.binary(max_size=130))
def test_any_other_bytes_are_no_signature(algorithm: KeyAlgorithm, signature: bytes) -> None:
    with pytest.raises(CertsvcError) as caught:
        check_signature(a_key_of(algorithm).private_key.public_key(), signature, b"text")
    assert caught.value.code == "signature_invalid"
