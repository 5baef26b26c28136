from dataclasses import replace
from pathlib import Path

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.errors import InvalidInputError
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content
from tests.conferring import a_decision
from tests.rendering.badge_contents import badge_content
from tests.rendering.test_fonts import LAO, a_lao_font


@pytest.mark.parametrize("sheet_format", [SheetFormat.PNG, SheetFormat.SVG])
def test_a_badge_is_written_in_the_fonts_that_the_operator_lends(
    services: Services, tmp_path: Path, sheet_format: SheetFormat
) -> None:
    record = confer_award(services, a_decision(), by=OPERATOR).record
    record = replace(record, signed_bytes=badge_content(title=LAO))
    with pytest.raises(InvalidInputError) as caught:
        sheet_content(services, record, sheet_format)
    assert caught.value.code == "script_not_covered"
    lending = replace(services, settings=replace(services.settings, fonts_dir=a_lao_font(tmp_path)))
    assert len(sheet_content(lending, record, sheet_format)) > len(record.signed_bytes)
