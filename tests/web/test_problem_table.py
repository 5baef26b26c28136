import importlib
import pkgutil
from collections.abc import Iterator

import certsvc
from certsvc.errors import CertsvcError, NotFoundError, SettingsError, UnauthenticatedError
from certsvc.web.problems import INTERNAL_PROBLEM, TABLE, problem_of_error


def every_error_class(kind: type[CertsvcError] = CertsvcError) -> Iterator[type[CertsvcError]]:
    for module in pkgutil.walk_packages(certsvc.__path__, "certsvc."):
        importlib.import_module(module.name)
    yield from with_subclasses(kind)


def with_subclasses(kind: type[CertsvcError]) -> Iterator[type[CertsvcError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from with_subclasses(below)


def test_every_error_class_of_the_package_stands_in_the_table() -> None:
    missing = {kind.__name__ for kind in every_error_class() if kind.__module__.startswith("certsvc")} - {
        kind.__name__ for kind in TABLE
    }
    assert missing == set()


def test_the_table_holds_no_server_error_that_shows_its_words_but_unavailability() -> None:
    shown = {kind for kind, row in TABLE.items() if row.status >= 500 and row.shown}
    assert {kind.__name__ for kind in shown} == {"UnavailableError"}


def test_a_class_without_a_row_is_a_fault_of_ours() -> None:
    class NewbornError(NotFoundError):
        pass

    try:
        assert problem_of_error(NewbornError("a secret")) is INTERNAL_PROBLEM
    finally:
        del NewbornError


def test_a_settings_error_tells_a_client_nothing() -> None:
    assert problem_of_error(SettingsError("CERTSVC_X is wrong")) is INTERNAL_PROBLEM


def test_a_missing_key_is_answered_with_the_scheme_to_use() -> None:
    problem = problem_of_error(UnauthenticatedError("who are you"))
    assert problem.status == 401
    assert problem.headers["WWW-Authenticate"].startswith("Bearer ")
