"""Credentials inside images and PDF files, shown to the house as anybody would show them.

Of a file, bytes are changed wherever they stand; of the credential in it, every place, by a forger who can
put whatever they like into an image.
"""

import json
from collections.abc import Callable, Iterator
from functools import cache, partial
from random import Random

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.recognised_issuers import RegistryEntry
from certsvc.domain.verdicts import Carrier, Finding, Verdict, VerdictKind
from certsvc.workflows.recognised_issuers import recognise_issuer
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_presented
from tests.opening.carriers import a_stream, a_text_chunk, baked_png, baked_svg, raw_pdf
from tests.tampering.attempts import Trial
from tests.tampering.engine import Mutant, distinct, mutants_of_json
from tests.tampering.formats import in_formats
from tests.tampering.genuine import FORGER, Genuine, foreign_credential
from tests.tampering.genuine_tokens import GenuineToken, foreign_token
from tests.tampering.octets import mutant_of_bytes
from tests.tampering.oracles import same_json, same_linked_data
from tests.tampering.tokens import mutants_of_token

Bake = Callable[[bytes], bytes]

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def house(services: Services) -> Services:
    """It recognises the issuers of what is tampered with."""
    for algorithm in KeyAlgorithm:
        issuer = foreign_token(algorithm).key.issuer
        recognise_issuer(services, RegistryEntry(did=issuer, name="A university"), by=OPERATOR)
    return services


def credential() -> Genuine:
    return foreign_credential("eddsa-rdfc-2022", KeyAlgorithm.ED25519)


def token() -> GenuineToken:
    return foreign_token(KeyAlgorithm.P256)


def png_with(content: bytes) -> bytes:
    return baked_png(a_text_chunk(content))


def packed_png_with(content: bytes) -> bytes:
    return baked_png(a_text_chunk(content, packed=True))


def svg_with(content: bytes) -> bytes:
    return baked_svg(body=f"<![CDATA[{content.decode(errors='replace')}]]>").encode(errors="replace")


def svg_with_token(content: bytes) -> bytes:
    return baked_svg(verify=content.decode(errors="replace")).encode()


def pdf_with(content: bytes) -> bytes:
    """An attachment behind a catalogue: what a PDF needs, and no page."""
    return raw_pdf(
        b"<</Type/Catalog/Pages 2 0 R/AF[3 0 R]/Names<</EmbeddedFiles<</Names[(c.json)3 0 R]>>>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Filespec/F(c.json)/UF(c.json)/AFRelationship/Data/EF<</F 4 0 R>>>>",
        a_stream(content, b"/Type/EmbeddedFile"),
    )


def documents_in(bake: Bake, random: Random) -> Iterator[Mutant]:
    """Not those that send a PDF to the parsers, which take their time to start."""
    for mutant in mutants_of_json(credential().document, credential().twins, random):
        if bake is not pdf_with or b'"@context"' in mutant.content:
            yield Mutant(mutant.how, bake(mutant.content))


def tokens_in(bake: Bake, random: Random) -> Iterator[Mutant]:
    genuine = token()
    for mutant in mutants_of_token(genuine.token, genuine.twin, genuine.key, FORGER, random):
        yield Mutant(mutant.how, bake(mutant.content))


def files_of(genuine: bytes, twin: bytes, random: Random) -> Iterator[Mutant]:
    def all_files() -> Iterator[Mutant]:
        while True:
            yield Mutant(*mutant_of_bytes(genuine, twin, random))

    return distinct(genuine, all_files())


@cache
def _texts() -> tuple[bytes, bytes]:
    return json.dumps(credential().document).encode(), json.dumps(credential().twins[0]).encode()


def tamper(house: Services, name: str, genuine: bytes, mutants: Callable[[Random], Iterator[Mutant]]) -> int:
    expected = verify_presented(house, genuine)
    assert expected.finding is Finding.VALID
    assert expected.carrier is not None
    genuine_ones = [credential().document, credential().twins[0]]
    for one in (token().token, token().twin):
        said = verify_presented(house, one).credential
        assert said is not None
        genuine_ones.append(dict(said))

    def says_same(_: bytes, verdict: Verdict) -> bool:
        assert verdict.credential is not None
        return any(
            same_json(verdict.credential, one) or same_linked_data(verdict.credential, one)
            for one in genuine_ones
        )

    return Trial(name, partial(verify_presented, house), says_same).run(mutants)


_BAKED: dict[str, Bake] = {"PNG": png_with, "packed PNG": packed_png_with, "SVG": svg_with, "PDF": pdf_with}
_BAKED_TOKENS: dict[str, Bake] = {"token in a PNG": png_with, "token in an SVG": svg_with_token}
_FILES: dict[str, Bake] = {
    "bytes of a PNG": png_with,
    "bytes of a packed PNG": packed_png_with,
    "bytes of an SVG": svg_with,
    "bytes of a PDF": pdf_with,
}


@in_formats(*_BAKED)
def test_no_mutant_of_a_credential_in_a_file_says_anything_else(house: Services, name: str) -> None:
    bake = _BAKED[name]
    assert tamper(house, name, bake(_texts()[0]), partial(documents_in, bake)) > 5  # the oracle was asked


@in_formats(*_BAKED_TOKENS)
def test_no_mutant_of_a_token_in_an_image_says_anything_else(house: Services, name: str) -> None:
    bake = _BAKED_TOKENS[name]
    assert tamper(house, name, bake(token().token), partial(tokens_in, bake)) > 0


@in_formats(*_FILES)
def test_no_changed_byte_of_a_file_makes_another_credential_of_it(house: Services, name: str) -> None:
    """Of a PDF few are tried: damage in its attachment starts the parsers, in a process each time."""
    genuine, twin = (_FILES[name](text) for text in _texts())
    assert tamper(house, name, genuine, partial(files_of, genuine, twin)) > 0


@in_formats("JSON presented")
def test_a_bare_document_is_no_different(house: Services, name: str) -> None:
    assert tamper(house, name, _texts()[0], partial(documents_in, bytes)) > 5


@in_formats("token presented")
def test_a_bare_token_is_no_different(house: Services, name: str) -> None:
    assert tamper(house, name, token().token, partial(tokens_in, bytes)) > 0


def test_what_is_tampered_with_is_read_from_what_it_is_in(house: Services) -> None:
    """Else the trials above would prove nothing."""
    for bake, carrier in ((png_with, Carrier.PNG), (svg_with, Carrier.SVG), (pdf_with, Carrier.PDF)):
        verdict = verify_presented(house, bake(_texts()[0]))
        assert (verdict.carrier, verdict.kind) == (carrier, VerdictKind.VALID)
        changed = verify_presented(house, bake(_texts()[0].replace(b"Statistics I", b"Statistics V")))
        assert (changed.carrier, changed.finding) == (carrier, Finding.TAMPERED)
