from dataclasses import replace
from datetime import timedelta

import pytest

from certsvc.domain.identifiers import Multibase
from certsvc.domain.issued_documents import IssuedDocument
from certsvc.domain.records import Revocation, StatusEntry
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.storage import issued_documents, issuers
from certsvc.storage.database import transaction
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import reserve_positions
from tests.conftest import NOW

ID = "urn:uuid:7a0c1f2e-0000-4000-8000-000000000001"


def a_document(services: Services, number: int = 1, credential_id: str | None = ID) -> IssuedDocument:
    """Signed ``number`` minutes after NOW, as far as the table can tell."""
    issuer = services.addresses.secretariat_did()
    return IssuedDocument(
        digest=f"{number:064x}",
        credential_id=credential_id,
        issuer=issuer,
        key=issuers.get_active_key(issuer).multibase,
        status=None,
        signed_bytes=f'{{"number":{number}}}'.encode(),
        issued_at=NOW + timedelta(minutes=number),
    )


def add(*documents: IssuedDocument) -> None:
    with transaction():
        for document in documents:
            issued_documents.add(document)


def with_status(services: Services, document: IssuedDocument) -> IssuedDocument:
    with transaction():
        [entry] = reserve_positions(services, document.issuer, 1)
    return replace(document, status=entry)


def test_a_document_comes_back_as_it_went_in(services: Services) -> None:
    document = with_status(services, a_document(services))
    add(document)
    assert issued_documents.find_by_digest(document.digest) == document
    assert issued_documents.find_by_credential_id(ID) == document
    assert document.status is not None
    assert issued_documents.find_by_status(document.status) == document


def test_of_several_under_one_id_the_newest_is_found(services: Services) -> None:
    old, new = a_document(services, 1), a_document(services, 2)
    add(new, old, a_document(services, 3, "urn:another"))
    assert issued_documents.find_by_credential_id(ID) == new
    assert issued_documents.find_by_digest(old.digest) == old


def test_the_same_document_signed_twice_is_kept_once(services: Services) -> None:
    document = a_document(services)
    add(document, document)
    add(replace(document, issued_at=NOW + timedelta(days=1)))
    assert issued_documents.find_by_digest(document.digest) == document
    assert issued_documents.count_signed_with(document.key) == 1


def test_documents_without_id_and_without_status_do_not_get_in_each_others_way(services: Services) -> None:
    add(*(a_document(services, number, None) for number in (1, 2, 3)))
    assert issued_documents.count_signed_with(a_document(services).key) == 3


def test_a_status_position_is_given_to_one_document(services: Services) -> None:
    document = with_status(services, a_document(services))
    add(document)
    with pytest.raises(ConflictError) as caught:
        add(replace(document, digest="f" * 64))
    assert caught.value.code == "status_position_taken"


def test_a_key_that_is_not_there_signed_nothing(services: Services) -> None:
    with pytest.raises(NotFoundError):
        add(replace(a_document(services), key=Multibase("z6MkNobody")))


def test_a_revocation_is_noted_with_reason_and_actor(services: Services) -> None:
    document = a_document(services)
    add(document)
    revocation = Revocation(at=NOW + timedelta(hours=1), reason="A mistake.", by="operator")
    with transaction():
        locked = issued_documents.lock_by_digest(document.digest)
        issued_documents.mark_revoked(document.digest, revocation)
    assert locked == document
    assert issued_documents.find_by_digest(document.digest) == replace(document, revocation=revocation)
    assert issued_documents.count_signed_with(document.key) == 0


@pytest.mark.parametrize("text", ["", "nothing", "a\0b", "\ud800", "x" * 10_000])
def test_any_text_may_be_asked_for(services: Services, text: str) -> None:
    assert issued_documents.find_by_credential_id(text) is None
    assert issued_documents.find_by_digest(text) is None
    assert issued_documents.lock_by_digest(text) is None


@pytest.mark.parametrize("credential_id", ["urn:" + "é" * 500, "urn:a\0b"])
def test_an_id_that_could_not_be_found_again_is_refused(services: Services, credential_id: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        add(a_document(services, credential_id=credential_id))
    assert caught.value.code == "id_too_long"


def test_the_longest_id_in_the_widest_script_is_kept(services: Services) -> None:
    longest = "😀" * issued_documents.LONGEST_ID
    add(a_document(services, credential_id=longest))
    assert issued_documents.find_by_credential_id(longest) is not None


def test_a_position_that_nobody_has_is_nobodys(services: Services) -> None:
    assert issued_documents.find_by_status(StatusEntry(list_number=99, index=1)) is None
