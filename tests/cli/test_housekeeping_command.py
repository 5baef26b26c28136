from collections.abc import Callable

import pytest
from click.testing import Result

from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.conftest import Clock
from tests.uploads import a_row, accept_rows, upload_rows

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
Run = Callable[..., Result]


def test_what_went_is_told(run: Run, services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1), a_row(2, score="a lot"))
    ask_erasure(services, claim_record(services).person_id)
    assert run("housekeeping").stdout == "Nothing was kept too long.\n"
    clock.advance(days=400)
    result = run("housekeeping")
    assert result.exit_code == 0
    assert result.stdout == (
        "Removed 1 uploaded file, 1 refused row, 2 links, 1 session. Carried out 1 erasure.\n"
    )
    assert run("housekeeping").stdout == "Nothing was kept too long.\n"


def test_an_erasure_that_has_to_wait_is_told_with_exit_code_4(
    run: Run, services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    ask_erasure(services, claim_record(services).person_id)
    accept_rows(services, a_row(2))
    clock.advance(days=4)
    result = run("housekeeping")
    assert (result.exit_code, result.stdout) == (4, "Nothing was kept too long.\n")
    assert "has to wait" in result.stderr
    assert "abu.example" not in result.stderr
