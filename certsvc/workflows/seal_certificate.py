"""A sheet leaves the house under its issuer's seal, where the issuer has one."""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from certsvc.domain.identifiers import Did
from certsvc.errors import UnavailableError
from certsvc.sealing.seal_ring import SealRing
from certsvc.sealing.seals import Seal
from certsvc.settings import Settings
from certsvc.signing.key_ring import read_passphrase
from certsvc.workflows.services import Services

if TYPE_CHECKING:
    from certsvc.sealing.time_stamping import ConfiguredAuthority


def sealed_pdf(services: Services, issuer: Did, pdf: bytes, *, at: datetime) -> bytes:
    """``pdf`` under the seal of ``issuer``; as it is where that has none that is valid ``at`` that time.

    With a time-stamp where an authority is configured. While that does not answer, without: nobody shall wait
    for a certificate because a third party is away. Raises UnavailableError and SettingsError where the seal
    cannot be opened; CertsvcError (``pdf_not_sealable``), a fault of ours.
    """
    seal = find_current_seal(services, issuer, at=at)
    if seal is None:
        return pdf
    from certsvc.sealing.seal_pdf import seal_pdf  # noqa: PLC0415  # half a second, at the first seal and not at every start

    opened = seal_ring_of(services).open_seal(seal)
    url = services.settings.tsa_url
    if url:
        try:
            return seal_pdf(pdf, opened, at=at, authority=_authority(url))
        except UnavailableError as error:
            if error.code != "time_stamp_unavailable":
                raise
    return seal_pdf(pdf, opened, at=at)


def find_current_seal(services: Services, issuer: Did, *, at: datetime) -> Seal | None:
    """The newest seal of ``issuer`` that is valid ``at`` that time."""
    return seal_ring_of(services).find_current(label_of(services, issuer), at)


def seal_ring_of(services: Services) -> SealRing:
    """The seals of this house."""
    return _ring(services.settings)


def label_of(services: Services, issuer: Did) -> str:
    """What the files of an issuer's seals begin with: ``secretariat``, ``centre-NG``, as of its keys."""
    if issuer == services.addresses.secretariat_did():
        return "secretariat"
    return f"centre-{unquote(issuer.rpartition(':')[2])}"


@lru_cache(maxsize=8)
def _ring(settings: Settings) -> SealRing:
    return SealRing(settings.keys_dir, lambda: read_passphrase(settings))


@lru_cache(maxsize=8)
def _authority(url: str) -> "ConfiguredAuthority":
    from certsvc.sealing.time_stamping import ConfiguredAuthority  # noqa: PLC0415  # likewise

    return ConfiguredAuthority(url)
