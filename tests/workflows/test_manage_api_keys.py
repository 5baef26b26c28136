import pytest

from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError, UnauthenticatedError
from certsvc.storage.api_keys import find_api_key
from certsvc.workflows.manage_api_keys import (
    NewApiKey,
    authenticate,
    create_api_key,
    list_api_keys,
    revoke_api_key,
)
from certsvc.workflows.services import Services

NG = PartnerCode("NG")


def a_key(services: Services, **values: object) -> NewApiKey:
    arguments = {"label": "Zaria office", "role": Role.CENTRE, "centre": NG, "scopes": frozenset(Scope)}
    return create_api_key(services, by=OPERATOR, **(arguments | values))  # type: ignore[arg-type]  # a test's keywords


def test_a_key_opens_what_it_was_made_for(services: Services) -> None:
    made = a_key(services, scopes=frozenset({Scope.READ}))
    assert authenticate(made.token) == Actor(
        name=made.key.id, role=Role.CENTRE, centre=NG, scopes=frozenset({Scope.READ})
    )


def test_the_secret_is_not_kept(services: Services) -> None:
    made = a_key(services)
    stored = find_api_key(made.key.id)
    assert stored is not None
    secret = made.token.split("_", 2)[2]
    assert secret not in repr(stored)
    assert list_api_keys() == (made.key,)


def test_a_revoked_key_opens_nothing(services: Services) -> None:
    made = a_key(services)
    revoked = revoke_api_key(services, made.key.id, by=OPERATOR)
    assert revoked.revoked_at == services.now()
    with pytest.raises(UnauthenticatedError):
        authenticate(made.token)
    with pytest.raises(ConflictError):
        revoke_api_key(services, made.key.id, by=OPERATOR)


def test_no_other_token_opens_anything(services: Services) -> None:
    token = a_key(services).token
    for wrong in ("", "certsvc", "certsvc__", token[:-1], token + "x", token.swapcase(), "é" * 60, "\x00"):
        with pytest.raises(UnauthenticatedError):
            authenticate(wrong)


def test_a_key_needs_a_centre_that_exists(services: Services) -> None:
    with pytest.raises(NotFoundError):
        a_key(services, centre=PartnerCode("XX"))


@pytest.mark.parametrize(
    "values",
    [
        {"centre": None},
        {"role": Role.SECRETARIAT},
        {"role": Role.OPERATOR, "centre": None},
        {"label": " "},
        {"scopes": frozenset()},
    ],
)
def test_a_key_that_makes_no_sense_is_refused(services: Services, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError):
        a_key(services, **values)
