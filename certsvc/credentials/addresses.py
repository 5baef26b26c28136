"""Every public address of this service, and the way back from a link to what it names."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from certsvc.domain.identifiers import CredentialId, Did, PartnerCode, VerificationCode

_PLAIN_SEGMENT = re.compile(r"[A-Za-z0-9_-]+")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_FILE_ENDINGS = (".json", ".jwt", ".pdf", ".png", ".svg")
_MAX_LINK = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses under ``base_url`` (scheme and host with port, no slash at the end)."""

    base_url: str

    def credential(self, credential_id: CredentialId) -> str:
        """``BASE/credentials/ID``: the credential's id, and where it is served."""
        return f"{self.base_url}/credentials/{credential_id}"

    def verification(self, code: VerificationCode) -> str:
        """``BASE/v/CODE``: the page that the QR code leads to."""
        return f"{self.base_url}/v/{code}"

    def own_corrections(self) -> str:
        """``BASE/record/corrections``: where a person who is signed in sees what came of her requests."""
        return f"{self.base_url}/record/corrections"

    def achievement(self, achievement_id: str) -> str:
        """``BASE/achievements/CODE.vN``."""
        return f"{self.base_url}/achievements/{quote(achievement_id, safe='', errors='replace')}"

    def partner(self, code: PartnerCode) -> str:
        """``BASE/partners/CODE``: a partner that need not issue, by name."""
        return f"{self.base_url}/partners/{quote(code, safe='')}"

    def status_list(self, number: int) -> str:
        """``BASE/status/N``: the signed status list number N."""
        return f"{self.base_url}/status/{number}"

    def secretariat_did(self) -> Did:
        """``did:web:HOST``, with a port written ``%3A8000`` (did:web, section 3.1)."""
        return Did("did:web:" + self.base_url.partition("://")[2].replace(":", "%3A"))

    def centre_did(self, code: PartnerCode) -> Did:
        """``did:web:HOST:centres:CODE``; resolves to ``BASE/centres/CODE/did.json``."""
        return Did(f"{self.secretariat_did()}:centres:{quote(code, safe='')}")

    def is_issuer(self, did: str) -> bool:
        """Whether ``did`` is the secretariat's, or has the form of a centre's."""
        secretariat = self.secretariat_did()
        before, centres, code = did.partition(f"{secretariat}:centres:")
        return did == secretariat or (not before and bool(centres) and _is_did_segment(code))

    def is_partner(self, url: str) -> bool:
        """Whether ``url`` has the form of a partner's address."""
        before, partners, code = url.partition(f"{self.base_url}/partners/")
        return not before and bool(partners) and _is_did_segment(code)

    def find_credential_id(self, url: str) -> CredentialId | None:
        """The id in a link of ours to a credential, whichever of its files it asks for."""
        name = self._find_last("credentials", url)
        if name is None:
            return None
        name = name.lower()
        for ending in _FILE_ENDINGS:
            name = name.removesuffix(ending)
        return CredentialId(name) if _UUID.fullmatch(name) else None

    def find_code(self, url: str) -> str | None:
        """What stands for the code in a link of ours, as written: ``parse_code`` says whether it is one."""
        return self._find_last("v", url)

    def find_status_list(self, url: str) -> int | None:
        """The number N in a link of ours to a status list."""
        name = self._find_last("status", url)
        return int(name) if name is not None and _NUMBER.fullmatch(name) else None

    def _find_last(self, folder: str, url: str) -> str | None:
        """The one path segment after ``folder``, if ``url`` is a link of ours into it."""
        home = _service_at(self.base_url)
        if home is None or len(url) > _MAX_LINK:
            return None
        before = f"{self.base_url}/{folder}/"
        if url.startswith(before) and _PLAIN_SEGMENT.fullmatch(url, len(before)):
            return url[len(before) :]  # as we write it ourselves; what follows would say the same
        if _service_at(url.strip()) != home:
            return None
        parts = urlsplit(url.strip()).path.strip("/").split("/")
        if len(parts) != len((folder, "name")) or parts[0] != folder:
            return None
        return unquote(parts[1]) or None


@lru_cache(maxsize=256)
def _service_at(url: str) -> tuple[str, str | None, int | None] | None:
    """Scheme, host and port; None for what is no URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port or _DEFAULT_PORTS.get(parts.scheme))


def _is_did_segment(text: str) -> bool:
    """Whether ``text`` may stand between two colons of a DID (DID Core 1.0, section 3.1)."""
    return re.fullmatch(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+", text) is not None
