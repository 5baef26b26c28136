import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.opening.open import LARGEST_PRESENTED
from certsvc.rendering.qr import qr_png
from certsvc.workflows.browse_records import list_credentials

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
ROW = "ABU-1,Ngozi Okafor,ngozi@abu.example,B1,2024-04,2024-04-22,89,24,passed"
NAMES = ["structure", "issuer", "proof", "validity", "status", "trust", "record"]


@pytest.fixture
def record(run: Run, results_file: Callable[..., Path]) -> CredentialRecord:
    assert run("import", results_file(ROW), "--centre", "NG").exit_code == 0
    return list_credentials(by=OPERATOR).items[0]


def test_a_standing_certificate_is_valid_by_code_link_id_and_file(run: Run, record: CredentialRecord) -> None:
    Path("credential.json").write_bytes(record.signed_bytes)
    base = "http://localhost:8000"
    for subject in (
        record.code,
        record.code.lower().replace("-", " "),
        f"{base}/v/{record.code}",
        f"{base}/credentials/{record.id}",
        "credential.json",
        record.signed_bytes.decode(),
    ):
        result = run("verify", subject)
        assert (subject, result.exit_code, result.stderr) == (subject, 0, "")
        assert result.stdout.startswith("VALID")
        assert "Ngozi Okafor" in result.stdout
        assert result.stdout.count("✓") == len(NAMES)


def test_a_file_is_recognised_by_its_content_and_never_by_its_name(
    run: Run, record: CredentialRecord
) -> None:
    Path("holiday.mp3").write_bytes(qr_png(f"http://localhost:8000/v/{record.code}"))
    assert run("export", record.code, "-o", "certificate.pdf").exit_code == 0
    Path("certificate.pdf").rename("notes")
    Path("certificate.pdf").write_text(record.code)
    for file, carrier in (
        ("holiday.mp3", "a picture with a QR code"),
        ("notes", "a PDF file"),
        ("certificate.pdf", "a code or a link"),
    ):
        result = run("verify", file)
        assert (file, result.exit_code, result.stderr) == (file, 0, "")
        assert f"Read from {carrier}." in result.stdout


def test_a_credential_is_read_from_stdin(run: Run, record: CredentialRecord) -> None:
    assert run("verify", "-", input=record.signed_bytes).exit_code == 0


def test_json_is_the_verdict_and_nothing_else(run: Run, record: CredentialRecord) -> None:
    result = run("verify", record.code, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    verdict = json.loads(result.stdout)
    assert verdict["verdict"] == "valid"
    assert [check["check"] for check in verdict["checks"]] == NAMES
    assert (verdict["form"], verdict["carrier"], verdict["parts"]) == ("data_integrity", "text", [])
    assert verdict["credential"] == json.loads(record.signed_bytes)


def test_a_bundle_of_credentials_is_told_apart_in_the_terminal(run: Run, record: CredentialRecord) -> None:
    bundle = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [
            json.loads(record.signed_bytes),
            json.loads(record.signed_bytes.replace(b'"89"', b'"98"')),
        ],
    }
    Path("bundle.json").write_text(json.dumps(bundle, ensure_ascii=False))
    result = run("verify", "bundle.json")
    assert result.exit_code == 1
    assert result.stdout.startswith("NOT VALID: the presentation, or a credential in it")
    _, first, second = result.stdout.split("Credential ")
    assert "VALID: genuine" in first
    assert "NOT GENUINE" in second
    shown = json.loads(run("verify", "bundle.json", "--json").stdout)
    assert [part["finding"] for part in shown["parts"]] == ["valid", "tampered"]


def test_a_changed_score_is_not_genuine(run: Run, record: CredentialRecord) -> None:
    Path("credential.json").write_bytes(record.signed_bytes.replace(b'"89"', b'"98"'))
    result = run("verify", "credential.json")
    assert result.exit_code == 1
    assert result.stdout.startswith("NOT GENUINE")
    assert "not confirmed" in result.stdout


def test_a_revoked_certificate_says_so_with_its_reason(run: Run, record: CredentialRecord) -> None:
    revoked = run("revoke", record.code, "--reason", "Issued by mistake")
    assert revoked.exit_code == 0
    assert record.code in revoked.stdout
    result = run("verify", record.code)
    assert result.exit_code == 1
    assert result.stdout.startswith("REVOKED")
    assert "Issued by mistake" in result.stdout
    again = run("revoke", record.code, "--reason", "Once more")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "already" in again.stderr


def test_an_unknown_code_is_invalid(run: Run, record: CredentialRecord) -> None:
    result = run("verify", "0000-0000-0000-0000-0")
    assert record.code != "0000-0000-0000-0000-0"
    assert result.exit_code == 1
    assert result.stdout.startswith("UNKNOWN")


@pytest.mark.parametrize(
    "subject",
    [
        "ABCD",
        "https://elsewhere.example/v/0000-0000-0000-0000-0",
        "http://localhost:8000/about",
        "nowhere.json",
        "nowhere.jpg",
        "folder/nowhere",
        ".",
        "x" * 5000,
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["plain", "json"])
def test_what_cannot_be_checked_is_one_line_and_exit_code_3(
    subject: str, options: tuple[str, ...], run: Run
) -> None:
    result = run("verify", subject, *options)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.startswith("certsvc: ")
    assert result.stderr.count("\n") == 1


def test_a_file_larger_than_any_credential_is_not_read_to_its_end(run: Run) -> None:
    with Path("huge.json").open("wb") as file:
        file.truncate(LARGEST_PRESENTED + 1)
    result = run("verify", "huge.json")
    assert result.exit_code == 3
    assert "larger than" in result.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff\xfe", b"[" * 10_000, b'{"issuer": 7}', b"%PDF-1.7", b"\x89PNG\r\n", b"eyJ.e.e"],
)
def test_a_file_that_is_no_credential_is_never_valid(content: bytes, run: Run) -> None:
    Path("credential.json").write_bytes(content)
    result = run("verify", "credential.json", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["verdict"] == "invalid"
