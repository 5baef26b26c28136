"""A catalogue folder -> Catalogue, or every mistake in it.

The layout is described in ``shipped/README.md``, beside the catalogue that ships.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from certsvc.catalogue.entries import (
    read_course,
    read_framework,
    read_micro_certification,
    read_partner,
    read_presidency,
)
from certsvc.catalogue.ledger import Kind, Ledger, Place, suggestion
from certsvc.catalogue.problems import CatalogueError
from certsvc.catalogue.table import Table
from certsvc.catalogue.toml_file import find_table
from certsvc.domain.catalogue import Catalogue
from certsvc.domain.competencies import Framework
from certsvc.domain.partners import Partner, PartnerKind, Presidency

SHIPPED = Path(__file__).parent / "shipped"
"""The catalogue that ships with the service."""

PARTNERS = "partners.toml"
_PRESIDENCIES = "presidencies"
COURSES = "courses.toml"
MICRO_CERTIFICATIONS = "micro-certifications.toml"
FRAMEWORKS = "frameworks"
MAX_FRAMEWORKS = 100

T = TypeVar("T")


def read_catalogue(folder: Path) -> Catalogue:
    """All that ``folder`` holds, each at version 1. Raises CatalogueError naming every mistake found.

    1. The folder is there, with no TOML file that would be overlooked. 2. Every file is read and every
    entry in it. 3. Every code that is referred to is declared. 4. The partners hang together.
    """
    ledger = Ledger()
    # 1.
    if not _is_folder(folder):
        ledger.note(
            Place(folder.name or "catalogue"), "is not a folder; a catalogue is a folder of TOML files."
        )
        raise CatalogueError(ledger.problems())
    _note_strangers(folder, ledger)
    # 2.
    frameworks = tuple(_read_frameworks(folder, ledger))
    partners, presidencies = _read_partners(folder, ledger)
    catalogue = Catalogue(
        frameworks=frameworks,
        partners=partners,
        courses=_read_entries(folder, COURSES, read_course, Kind.COURSE, ledger),
        micro_certifications=_read_entries(
            folder, MICRO_CERTIFICATIONS, read_micro_certification, Kind.MICRO_CERTIFICATION, ledger
        ),
        presidencies=presidencies,
    )
    # 3.
    ledger.resolve_references()
    # 4.
    _note_secretariats(partners, ledger)
    _note_circles(partners, ledger)
    if problems := ledger.problems():
        raise CatalogueError(problems)
    return catalogue


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long for the file system, and the like
        return False


def _shown(path: Path) -> str:
    """The name, also where its bytes are no UTF-8."""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def _note_strangers(folder: Path, ledger: Ledger) -> None:
    expected = (PARTNERS, COURSES, MICRO_CERTIFICATIONS)
    for name in sorted(path.name for path in folder.glob("*.toml")):
        if name not in expected:
            ledger.note(Place(_shown(Path(name))), f"is no file of a catalogue{suggestion(name, expected)}.")


def _read_frameworks(folder: Path, ledger: Ledger) -> Iterator[Framework]:
    paths = sorted((folder / FRAMEWORKS).glob("*.toml"))
    if len(paths) > MAX_FRAMEWORKS:
        ledger.note(Place(FRAMEWORKS), f"has {len(paths)} files; at most {MAX_FRAMEWORKS} are read.")
    for path in paths[:MAX_FRAMEWORKS]:
        place = Place(f"{FRAMEWORKS}/{_shown(path)}")
        content = find_table(path, place, ledger)
        if content is None:
            ledger.forgo(Kind.FRAMEWORK, Kind.COMPETENCY)
        else:
            yield read_framework(Table(content, place, ledger))


def _read_partners(folder: Path, ledger: Ledger) -> tuple[tuple[Partner, ...], tuple[Presidency, ...]]:
    """Of one file: all partners, and who presided when, where that is said."""
    place = Place(PARTNERS)
    content = find_table(folder / PARTNERS, place, ledger)
    if content is None:
        ledger.forgo(Kind.PARTNER)
        return (), ()
    table = Table(content, place, ledger)
    partners = tuple(read_partner(entry) for entry in table.tables("partners"))
    presiding = table.tables(_PRESIDENCIES) if table.has(_PRESIDENCIES) else ()
    presidencies = tuple(read_presidency(entry) for entry in presiding)
    table.close()
    return partners, presidencies


def _read_entries(
    folder: Path, name: str, read: Callable[[Table], T], kind: Kind, ledger: Ledger
) -> tuple[T, ...]:
    place = Place(name)
    content = find_table(folder / name, place, ledger)
    if content is None:
        ledger.forgo(kind)
        return ()
    table = Table(content, place, ledger)
    entries = tuple(read(entry) for entry in table.tables(name.removesuffix(".toml").replace("-", "_")))
    table.close()
    return entries


def _note_secretariats(partners: tuple[Partner, ...], ledger: Ledger) -> None:
    if any(problem.file == PARTNERS and problem.where.endswith(".kind") for problem in ledger.problems()):
        return  # whoever that is may be the secretariat, or not
    codes = [partner.code for partner in partners if partner.kind is PartnerKind.SECRETARIAT]
    if partners and len(codes) != 1:
        said = f"these are: {', '.join(codes)}" if codes else "none is"
        ledger.note(Place(PARTNERS), f"exactly one partner must be of kind 'secretariat'; {said}.")


def _note_circles(partners: tuple[Partner, ...], ledger: Ledger) -> None:
    parents = {partner.code: partner.parent for partner in partners}
    for position, partner in enumerate(partners):
        seen = {partner.code}
        above = partner.parent
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == partner.code and partner.parent != partner.code:
            place = Place(PARTNERS, f"partners[{position + 1}].parent", partner.code)
            ledger.note(place, f"goes round in a circle: {partner.code} stands above itself.")
