"""Positions in status lists are given out, and lists are signed whenever their bits change."""

import itertools
from collections.abc import Iterator
from datetime import datetime

from certsvc.credentials.lint import lint_credential
from certsvc.credentials.status_list import LIST_LENGTH, StatusBits, compose_status_list, status_position
from certsvc.domain.identifiers import Did
from certsvc.domain.records import StatusEntry
from certsvc.signing.data_integrity import sign_credential
from certsvc.storage import issuers, status_lists
from certsvc.storage.status_lists import StoredStatusList
from certsvc.workflows.services import Services


def reserve_positions(services: Services, issuer: Did, count: int) -> list[StatusEntry]:
    """``count`` positions nobody else has, in as many lists as it takes.

    To be called inside a transaction: the positions are taken if it commits.
    """
    issuers.lock_active_key(issuer)  # before any list, as all do
    return list(itertools.islice(_positions(services, issuer, count), count))


def _positions(services: Services, issuer: Did, count: int) -> Iterator[StatusEntry]:
    while count:
        open_list = status_lists.lock_open_list(issuer) or _new_list(services, issuer)
        taking = min(count, open_list.length - open_list.taken)
        status_lists.take_positions(open_list.number, taking)
        for counter in range(open_list.taken, open_list.taken + taking):
            index = status_position(counter, open_list.secret, list_number=open_list.number)
            yield StatusEntry(list_number=open_list.number, index=index)
        count -= taking


def _new_list(services: Services, issuer: Did) -> StoredStatusList:
    """A list is signed before its first position is given out: its address must answer from then on."""
    fresh = StatusBits()
    new_list = status_lists.add_status_list(
        issuer, secret=services.random_bytes(32), bits=fresh.to_bytes(), length=LIST_LENGTH
    )
    sign_list(services, new_list, fresh, services.now())
    return new_list


def sign_list(services: Services, status_list: StoredStatusList, bits: StatusBits, at: datetime) -> None:
    """Write the bits and the signed document that says so, together.

    The issuer's active key is locked already: whoever replaces it signs all lists that are there anew,
    and none that comes into being meanwhile.
    """
    key = issuers.lock_active_key(status_list.issuer)
    draft = compose_status_list(status_list.number, status_list.issuer, bits, at, services.addresses)
    signed = sign_credential(
        lint_credential(draft),
        key=services.keys.get_signing_key(key.issuer, key.multibase),
        created=at,
    )
    status_lists.put_signed_list(status_list.number, bits=bits.to_bytes(), signed_bytes=signed.content, at=at)


def sign_lists_anew(services: Services, issuer: Did) -> None:
    """Every list of the issuer, with the key that is active now: the one before counts less, or nothing."""
    issuers.lock_active_key(issuer)
    for number in status_lists.numbers_of_lists(issuer):
        status_list = status_lists.lock_status_list(number)
        if status_list is not None:
            sign_list(services, status_list, StatusBits(status_list.bits), services.now())
