"""How a document names things: its objects, their types, their members (JSON-LD 1.1 API, section 5.2)."""

from collections.abc import Mapping
from typing import Any

from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.contexts_in_use import context_addresses
from certsvc.signing.literals import unsigned
from certsvc.signing.scopes import Scope
from certsvc.signing.terms import Term

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def read_identity(value: Mapping[str, Any], scope: Scope) -> tuple[str | None, list[str]]:
    """An object's id, or None, and its types, as it writes them.

    Raises InvalidInputError (``not_json_ld``, ``not_json``), ProofError (``unsigned_content``).
    """
    identifiers: list[Any] = []
    types: list[Any] = []
    hidden = ""
    for member, part in value.items():
        if not isinstance(member, str):
            raise InvalidInputError("The document holds a member whose name is no text.", code="not_json")
        keyword = scope.aliases.get(member, member)
        if keyword == "@id":
            identifiers.append(part)
        elif keyword == "@type":
            types += part if isinstance(part, list) else [part]
        if keyword is member and keyword in {"@id", "@type"} and keyword in scope.standing:
            hidden = member
    if len(identifiers) > 1:
        raise InvalidInputError("An object of the document has two ids.", code="not_json_ld")
    if identifiers and not isinstance(identifiers[0], str):
        raise InvalidInputError("An id in the document is not a text.", code="not_json_ld")
    if not all(isinstance(each, str) for each in types):
        raise InvalidInputError("A type in the document is not a text.", code="not_json_ld")
    if hidden:
        raise _hidden(hidden)
    return identifiers[0] if identifiers else None, types


def expand_type(name: str, scope: Scope) -> str:
    """The address of a type. Raises ProofError (``unsigned_content``) for one that has none."""
    address = expand_address(name, scope, vocab=True)
    if name not in scope.terms and address in scope.standing:
        raise _hidden(name)
    return address


def expand_address(text: str, scope: Scope, *, vocab: bool) -> str:
    """The address that ``text`` stands for, as a type or a term too where ``vocab``.

    Raises ProofError (``unsigned_content``) for none, InvalidInputError (``blank_node_id``).
    """
    address = scope.expand(text, vocab=vocab)
    if address is None or ":" not in address or address.startswith("@") or not _is_plain(address):
        raise unsigned(f"'{text[:40]}', which is no address and")
    if address.startswith("_:"):
        raise InvalidInputError(
            "The document names a blank node, which could stand in two places at once.", code="blank_node_id"
        )
    return address


def expand_member(name: str, term: Term | None, scope: Scope) -> str:
    """The address of a member, or ``@id`` or ``@type``. Raises ProofError (``unsigned_content``)."""
    if term is None:
        address = scope.expand(name, vocab=True)
        if address in scope.standing:
            raise _hidden(name)
    else:
        address = term.iri
        if not term.readable:
            raise unsigned(f"the member '{name[:40]}', of a kind that is not read here,")
    if address in {"@id", "@type"}:
        return address
    if name in scope.second_names:
        raise _hidden(name)
    known = address is not None and ":" in address and not address.startswith(("@", "_:"))
    if address is None or not known or address == RDF_TYPE or not _is_plain(address):
        raise ProofError(
            f"'{name[:40]}' is covered by no signature: the document's contexts do not define it.",
            code="unsigned_content",
        )
    return address


def _is_plain(address: str) -> bool:
    """Whether processors agree that this can be an address: they do not where it holds a kind of space."""
    return address.isascii() or address.isprintable()


def is_reference(value: Mapping[str, Any], scope: Scope) -> bool:
    """Whether an object is an id alone (section 5.1.2, step 7)."""
    return len(value) == 1 and scope.aliases.get(next(iter(value)), next(iter(value))) == "@id"


def nested_addresses(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses in the ``@context`` of a part. Raises InvalidInputError (``nested_context``)."""
    given = value.get("@context")
    own = InvalidInputError("A part of the document brings definitions of its own.", code="nested_context")
    if any(isinstance(each, dict) for each in (given if isinstance(given, list) else [given])):
        raise own  # what a word means does not depend on where in the document it stands
    try:
        return context_addresses(value)
    except InvalidInputError as error:
        raise own from error


def _hidden(name: str) -> ProofError:
    return ProofError(
        f"'{name[:40]}' hides what it says: the document's contexts have a shorter name for it, which readers"
        " of JSON look for.",
        code="unsigned_content",
    )
