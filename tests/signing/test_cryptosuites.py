from typing import Any

import pytest

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import ProofError
from certsvc.signing.base58 import encode_base58
from certsvc.signing.cryptosuites import (
    SUITES,
    Cryptosuite,
    digest,
    fitting_algorithm,
    read_proof_value,
    read_suite,
)
from certsvc.signing.data_integrity import check_proof, sign_credential
from certsvc.signing.jwk import read_jwk
from certsvc.signing.signing_key import SigningKey, generate_key, public_multibase
from tests.builders import NOW, a_certification, a_learner, a_linted_credential, a_signing_key, an_award

every_suite = pytest.mark.parametrize("suite", list(SUITES.values()), ids=list(SUITES))
FITTING = [
    (suite, algorithm)
    for suite in SUITES
    for algorithm in KeyAlgorithm
    if (algorithm is KeyAlgorithm.ED25519) == suite.startswith("eddsa")
]


def a_key(algorithm: KeyAlgorithm) -> SigningKey:
    private_key = generate_key(algorithm)
    return SigningKey(a_signing_key().issuer, public_multibase(private_key), private_key)


def test_a_suite_is_known_by_its_exact_name() -> None:
    assert read_suite("ecdsa-jcs-2019").name == "ecdsa-jcs-2019"
    for name in ("ECDSA-JCS-2019", "ecdsa-sd-2023", "bbs-2023", "", None, ["eddsa-rdfc-2022"], 5):
        with pytest.raises(ProofError) as caught:
            read_suite(name)
        assert caught.value.code == "unsupported_cryptosuite"


@every_suite
def test_a_suite_takes_its_own_keys_only(suite: Cryptosuite) -> None:
    taken = set()
    for algorithm in KeyAlgorithm:
        try:
            taken.add(fitting_algorithm(suite, generate_key(algorithm).public_key()))
        except ProofError as error:
            assert error.code == "proof_key_confusion"  # noqa: PT017  # some of them are taken
    assert taken == suite.algorithms


@every_suite
def test_no_suite_takes_an_rsa_key(suite: Cryptosuite) -> None:
    key = read_jwk({"kty": "RSA", "n": "w" + "w" * 341, "e": "AQAB"})
    with pytest.raises(ProofError) as caught:
        fitting_algorithm(suite, key)
    assert caught.value.code == "proof_key_confusion"


@pytest.mark.parametrize(("algorithm", "size"), list(zip(KeyAlgorithm, (32, 32, 48), strict=True)))
def test_the_longer_curve_goes_with_the_longer_hash(algorithm: KeyAlgorithm, size: int) -> None:
    assert len(digest(algorithm, b"x")) == size


@pytest.mark.parametrize(("algorithm", "size"), list(zip(KeyAlgorithm, (64, 64, 96), strict=True)))
def test_a_proof_value_has_the_bytes_of_its_key(algorithm: KeyAlgorithm, size: int) -> None:
    signature = bytes(range(size))
    assert read_proof_value("z" + encode_base58(signature), algorithm) == signature
    others = [encode_base58(signature[:-1]), encode_base58(signature + b"x"), "0OIl", "", "u", None, 5, ["z"]]
    for value in others:
        text: Any = f"z{value}" if isinstance(value, str) else value
        with pytest.raises(ProofError) as caught:
            read_proof_value(text, algorithm)
        assert caught.value.code == "proof_value"


@pytest.mark.parametrize(("suite", "algorithm"), FITTING)
def test_a_credential_is_signed_with_every_suite(suite: str, algorithm: KeyAlgorithm) -> None:
    key = a_key(algorithm)
    certification = a_certification(award=an_award(learner=a_learner(full_name='Ўктам "Ў" Ғаниев')))
    linted = a_linted_credential(certification)
    signed = sign_credential(linted, key=key, created=NOW, cryptosuite=suite)
    public_key = key.private_key.public_key()
    check_proof(signed.document, public_key, verification_method=key.verification_method)
    assert signed.content.startswith(linted.content[:-1] + b',"proof":{')
    assert signed.document["proof"]["cryptosuite"] == suite
    assert sign_credential(linted, key=key, created=NOW, cryptosuite=suite).content == signed.content
    with pytest.raises(ProofError):
        check_proof({**signed.document, "validFrom": "2020-01-01T00:00:00Z"}, public_key)


@pytest.mark.parametrize("suite", list(SUITES))
def test_a_credential_is_not_signed_with_a_key_that_does_not_fit(suite: str) -> None:
    algorithm = KeyAlgorithm.P256 if suite.startswith("eddsa") else KeyAlgorithm.ED25519
    with pytest.raises(ProofError) as caught:
        sign_credential(a_linted_credential(), key=a_key(algorithm), created=NOW, cryptosuite=suite)
    assert caught.value.code == "proof_key_confusion"
