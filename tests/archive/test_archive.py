import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.archive.files import Archive
from certsvc.errors import NotFoundError, UnavailableError

CONTENT = b"learner_ref,full_name\n" * 1000


class BreakingFile(io.BytesIO):
    """A source that breaks off after its first block, as a disk does."""

    def read(self, _size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError(5, "Input/output error")
        return super().read(10)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "uploads")
    source = io.BytesIO(CONTENT)
    digest = archive.keep(source)
    assert source.tell() == 0
    with archive.open(digest) as kept:
        assert kept.read() == CONTENT


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.keep(io.BytesIO(CONTENT)) == archive.keep(io.BytesIO(CONTENT))
    assert len(files_in(tmp_path)) == 1


def test_a_source_is_kept_from_its_start_wherever_it_stands(tmp_path: Path) -> None:
    source = io.BytesIO(CONTENT)
    source.seek(100)
    digest = Archive(tmp_path).keep(source)
    assert digest == Archive(tmp_path).keep(io.BytesIO(CONTENT))


def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError) as caught:
        Archive(tmp_path).keep(BreakingFile(CONTENT))
    assert caught.value.code == "archive_unwritable"
    assert not files_in(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file where the folder should be")
    with pytest.raises(UnavailableError):
        Archive(tmp_path / "uploads").keep(io.BytesIO(CONTENT))


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", is_full)
        with pytest.raises(UnavailableError, match="No space left"):
            Archive(tmp_path).keep(io.BytesIO(CONTENT))
    assert not files_in(tmp_path)


def test_a_half_written_file_has_no_name_to_be_found_by(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    seen: list[str] = []

    class Watching(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            seen.extend(path.name for path in files_in(tmp_path))
            return super().read(1000)

    digest = archive.keep(Watching(CONTENT))
    assert seen
    assert all(name.startswith(".incoming-") for name in seen)
    assert [path.name for path in files_in(tmp_path)] == [digest]


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        Archive(tmp_path).open("0" * 64)
    assert caught.value.code == "archive_missing"


def test_a_damaged_file_is_said_and_mended_by_sending_it_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.keep(io.BytesIO(CONTENT))
    [path] = files_in(tmp_path)
    path.write_bytes(CONTENT[:-1])
    with pytest.raises(NotFoundError) as caught:
        archive.open(digest)
    assert caught.value.code == "archive_damaged"
    archive.keep(io.BytesIO(CONTENT))
    with archive.open(digest) as kept:
        assert kept.read() == CONTENT


def test_a_file_that_cannot_be_opened_now_may_be_later(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.keep(io.BytesIO(CONTENT))
    [path] = files_in(tmp_path)
    path.unlink()
    path.mkdir()  # opening it fails, and not because it is missing
    with pytest.raises(UnavailableError) as caught:
        archive.open(digest)
    assert caught.value.code == "archive_unreadable"


@given(name=st.one_of(st.text(max_size=80), st.sampled_from(["../../secret", "/etc/passwd", "A" * 64, ""])))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    opened: list[BinaryIO] = []
    with pytest.raises(NotFoundError):
        opened.append(Archive(Path("/")).open(name))
    assert not opened


def test_a_file_that_is_removed_is_gone_and_no_other(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    gone, left = archive.keep(io.BytesIO(CONTENT)), archive.keep(io.BytesIO(b"another"))
    assert archive.list_digests() == sorted((gone, left))
    assert archive.remove(gone)
    assert not archive.remove(gone)
    assert (archive.has(gone), archive.has(left)) == (False, True)
    assert archive.list_digests() == [left]
    assert archive.kept_at(gone) is None
    assert archive.kept_at(left)


def test_only_what_has_the_name_of_a_digest_is_listed_or_removed(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "uploads")
    assert archive.list_digests() == []
    archive.keep(io.BytesIO(CONTENT))
    (tmp_path / "uploads" / "ab").mkdir(exist_ok=True)
    (tmp_path / "uploads" / "ab" / "notes.txt").write_text("kept by somebody")
    (tmp_path / "secret").write_text("not ours")
    assert len(archive.list_digests()) == 1
    with pytest.raises(NotFoundError):
        archive.remove("../secret")
    assert (tmp_path / "secret").exists()


def test_halves_that_a_killed_process_left_go_when_they_are_old(tmp_path: Path) -> None:
    archive, now = Archive(tmp_path), datetime.now(UTC)
    digest = archive.keep(io.BytesIO(CONTENT))
    for name, hours in ((".incoming-old", 3), (".incoming-fresh", 0)):
        (tmp_path / name).write_bytes(CONTENT[:100])
        os.utime(tmp_path / name, times=(now.timestamp() - hours * 3600,) * 2)
    assert archive.remove_leftovers(now - timedelta(hours=1)) == 1
    assert sorted(path.name for path in files_in(tmp_path)) == [".incoming-fresh", digest]
