"""The whole way, once, on invented people: from an empty folder to a certificate that anyone can check."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from certsvc.domain.access import Actor
from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportOptions, ImportReport
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Verdict
from certsvc.errors import NotAllowedError, NotFoundError
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.import_results import Upload, import_results
from certsvc.workflows.load_catalogue import CatalogueChanges, load_catalogue
from certsvc.workflows.manage_seals import create_seal
from certsvc.workflows.seal_certificate import find_current_seal
from certsvc.workflows.services import Services
from certsvc.workflows.set_up import migrate_database, set_up_secretariat
from certsvc.workflows.verify_credential import verify_code

_MOST_CREDENTIALS = 100


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the demo takes its data from, and the folder that it writes to."""

    catalogue: Path
    results: Path
    centre: PartnerCode
    written_to: Path


@dataclass(frozen=True, slots=True)
class HouseReady:
    """The database is migrated and the secretariat has its key; ``made``: neither was there before."""

    made: bool


@dataclass(frozen=True, slots=True)
class CatalogueReady:
    """The catalogue and its centres are loaded."""

    changes: CatalogueChanges


@dataclass(frozen=True, slots=True)
class ResultsReady:
    """The results are recorded, and what they earn is issued."""

    report: ImportReport


@dataclass(frozen=True, slots=True)
class CertificateReady:
    """One certificate as a PDF in ``path``; ``written``: it was not there before."""

    record: CredentialRecord
    path: Path
    written: bool
    link: str
    verdict: Verdict


DemoStep = HouseReady | CatalogueReady | ResultsReady | CertificateReady


def run_demo(services: Services, files: DemoFiles, *, by: Actor) -> Iterator[DemoStep]:
    """Do a step, say what it did, do the next; what was done by an earlier run is not done again.

    1. The house is made ready: database, passphrase, secretariat, key.
    2. The catalogue is loaded, with its centres and their keys; the centre of the results gets a seal.
    3. The results are imported and what they earn is issued, also what a killed run left behind.
    4. One certificate is written as a PDF and verified as anyone would verify it.

    Raises NotAllowedError unless the public address is on localhost: invented people do not belong into a
    service that is in use.
    """
    _check_local(services.settings.base_url)
    # 1.
    migrate_database()
    yield HouseReady(made=set_up_secretariat(services, by=by))
    # 2.
    changes = load_catalogue(services, files.catalogue, by=by)
    _ensure_seal(services, files.centre, by=by)
    yield CatalogueReady(changes)
    # 3.
    results = _import(services, files, by=by)
    yield results
    # 4.
    yield _certificate(services, files, results.report, by=by)


def _check_local(base_url: str) -> None:
    if urlsplit(base_url).hostname != "localhost":
        raise NotAllowedError(
            "The demo records invented people, and CERTSVC_BASE_URL is not on localhost.",
            code="not_local",
            hint="Run it without CERTSVC_BASE_URL, in a folder of its own.",
        )


def _ensure_seal(services: Services, centre: PartnerCode, *, by: Actor) -> None:
    if find_current_seal(services, services.addresses.centre_did(centre), at=services.now()) is None:
        create_seal(services, centre, by=by)


def _import(services: Services, files: DemoFiles, *, by: Actor) -> ResultsReady:
    with files.results.open("rb") as content:
        upload = Upload(
            content=content, filename=files.results.name, centre=files.centre, options=ImportOptions()
        )
        return ResultsReady(import_results(services, upload, by=by))


def _certificate(
    services: Services, files: DemoFiles, report: ImportReport, *, by: Actor
) -> CertificateReady:
    """Of the import's standing credentials that of the first reference: the same one every time."""
    known = list_credentials(by=by, import_id=report.id, limit=_MOST_CREDENTIALS).items
    standing = [record for record in known if record.revocation is None]
    if not standing:
        raise NotFoundError("The demo has no standing certificate to show: all of them are revoked.")
    record = min(standing, key=lambda one: (one.learner_ref, one.micro_certification))
    path = files.written_to / f"{record.code}.pdf"
    written = not path.exists()
    if written:
        _write(path, export_credential(services, record.id, SheetFormat.PDF).content)
    return CertificateReady(
        record=record,
        path=path,
        written=written,
        link=services.addresses.verification(record.code),
        verdict=verify_code(services, record.code),
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a run that is killed leaves no half of a PDF behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)
