"""Rules on evidence: courses, and the credential whose place is taken; 6.6 to 6.8 and 26 of ``lint``.

Every function yields the breaches of one part and takes whatever stands in its place.
"""

from collections.abc import Iterator

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.freezing import freeze
from certsvc.credentials.lint_parts import is_text, objects_at
from certsvc.credentials.lint_shared import part_passed, remember_part
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.predecessors import breaches_of_predecessor, is_predecessor
from certsvc.credentials.vocabulary import COURSE


def breaches_of_evidence(evidence: object, addresses: Addresses, own_id: str) -> Iterator[str]:
    """OB 3.0 Evidence: courses of an achievement of ours, each once; last, maybe, one predecessor."""
    if isinstance(evidence, list) and evidence and is_predecessor(evidence[-1]):
        path = f"evidence[{len(evidence) - 1}]"
        yield from breaches_of_predecessor(path, evidence[-1], addresses, own_id)
        evidence = evidence[:-1]
        if not evidence:
            return
    frozen = freeze(evidence)
    if part_passed(frozen, addresses.base_url):  # courses are few: what passed passes again
        return
    breaches = list(_breaches_of_courses(evidence, addresses))
    if not breaches:
        remember_part(frozen, addresses.base_url)
    yield from breaches


def breaches_of_sole_predecessor(evidence: object, addresses: Addresses, own_id: str) -> Iterator[str]:
    """Of a transcript, where nothing else may stand."""
    for position, found in enumerate(objects_at("evidence", "26.1", evidence)):
        if isinstance(found, str):
            yield found
        elif position:
            yield f"26.1 {found[0]} is there beside a predecessor"
        else:
            yield from breaches_of_predecessor(*found, addresses, own_id)


def _breaches_of_courses(evidence: object, addresses: Addresses) -> Iterator[str]:
    seen: set[str] = set()
    for found in objects_at("evidence", "6.6", evidence):
        if isinstance(found, str):
            yield found
            continue
        path, course = found
        if course.get("type") != ["Evidence"] or course.get("genre") != COURSE:
            yield f"6.6 {path} is not Evidence of the genre {COURSE}"
        address, _, name = text_at(course, "id").partition("#course-")
        if not address.startswith(addresses.achievement("")) or not name:
            yield f"6.7 {path}.id is not a course of an achievement of this service"
        if text_at(course, "id") in seen:
            yield f"6.7 {path}.id is there already"
        seen.add(text_at(course, "id"))
        if not is_text(course.get("name")):
            yield f"6.8 {path}.name is missing"
        if "description" in course and not is_text(course["description"]):
            yield f"6.8 {path}.description is not text"
