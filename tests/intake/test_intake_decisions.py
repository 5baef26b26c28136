import pytest

from certsvc.domain.recipients import RecipientKind
from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.intake.decisions import MAX_BYTES, read_decisions
from tests.conferring import CITATION, MEMBERS, a_team_decision

HEAD = "award,name,kind,partner,decided_on,edition,members,citation\n"
LINE = f'PIONEER-MC,Micro-Course Studio Zaria,team,ABU,2026-11-20,2026,{"; ".join(MEMBERS)},"{CITATION}"\n'


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_is_read_as_spreadsheets_write_it(delimiter: str, encoding: str) -> None:
    members = " ; ".join(MEMBERS)
    cells = (
        "PIONEER-MC",
        "Micro-Course Studio Zaria",
        "Team",
        "abu",
        "2026-11-20",
        "2026",
        members,
        CITATION,
    )
    head = HEAD.strip().title().replace(",", delimiter)
    line = delimiter.join(f'"{cell}"' for cell in cells)
    [row] = read_decisions(f"{head}\r\n{line}\r\n".encode(encoding))
    assert (row.line, row.decision) == (2, a_team_decision())


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff", b"\xff\xfe\x00", b"name,kind\n", (HEAD.strip() + ",colour\n").encode(), b"\x00" * 9],
)
def test_a_file_that_is_none_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        list(read_decisions(content))
    assert caught.value.code == "decisions_unreadable"


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLargeError):
        list(read_decisions(b" " * (MAX_BYTES + 1)))


@pytest.mark.parametrize(
    "line",
    ["PIONEER-MC\n", "a,b,c\n", LINE.strip() + ",more\n", LINE.replace("2026-11-20", "20.11.2026"), '"x\n'],
)
def test_a_line_that_is_none_is_told_with_its_number(line: str) -> None:
    [row] = read_decisions((HEAD + line).encode())
    assert isinstance(row.decision, InvalidInputError)
    assert row.line == 2


def test_a_kind_is_written_in_any_case() -> None:
    [row] = read_decisions((HEAD + LINE.replace("team", "TEAM")).encode())
    assert not isinstance(row.decision, InvalidInputError)
    assert row.decision.kind is RecipientKind.TEAM
