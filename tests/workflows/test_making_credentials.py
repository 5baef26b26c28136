"""What goes into a credential besides the results: who presides, who developed, what a sheet can write."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter, SheetFormat
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LearnerRef, MicroCertificationCode, PartnerCode
from certsvc.domain.partners import Presidency
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import VerdictKind
from certsvc.errors import InvalidInputError
from certsvc.signing import quick
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.shapes import Shapes
from certsvc.storage import catalogue, learners, partners
from certsvc.storage.database import transaction
from certsvc.workflows import export_credential
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored
from tests.rendering.reading import text_of
from tests.uploads import a_row, upload_rows

Row = dict[str, str]
ETHIOPIC = "አበበ በቂላ"
"""A script that no packaged font has."""


def documents() -> dict[str, Any]:
    """What was signed, by the learner's reference."""
    return {record.learner_ref: json.loads(record.signed_bytes) for record in standing()}


def standing() -> list[CredentialRecord]:
    return [record for record in list_credentials(by=OPERATOR).items if record.revocation is None]


def network_of(document: Any) -> Any:  # noqa: ANN401  # JSON
    return document["credentialSubject"]["achievement"]["creator"]["parentOrg"]


def test_who_presides_in_the_year_of_the_award_signs_for_the_network(services: Services) -> None:
    upload_rows(
        services,
        a_row(1, completed_on="2024-12-31"),
        a_row(2, completed_on="2025-01-01"),
        a_row(3, completed_on="2026-01-01"),
    )
    networks = {ref: network_of(document) for ref, document in documents().items()}
    assert {network["id"] for network in networks.values()} == {"http://localhost:8000/partners/IIOE"}
    assert networks["ABU-0001"]["official"] == "Ahmadu Bello University, Rotating President 2024"
    assert networks["ABU-0002"]["official"].startswith(
        "Indonesia Cyber Education Institute (ICE-I), Rotating"
    )
    assert "official" not in networks["ABU-0003"]


def test_the_head_of_who_presides_signs_by_name_where_one_is_named(services: Services) -> None:
    with transaction():
        presidency = Presidency(2026, PartnerCode("TUIT"), head="Prof. Aziza Namunaliyeva")
        catalogue.put_presidency(presidency, services.now())
    upload_rows(services, a_row(1), a_row(2, preferred_language="fr", full_name="Zoë N’Diaye"))
    officials = {ref: network_of(document)["official"] for ref, document in documents().items()}
    assert officials == {
        "ABU-0001": "Prof. Aziza Namunaliyeva, Rotating President 2026",
        "ABU-0002": "Prof. Aziza Namunaliyeva, Présidence tournante 2026",
    }


def test_a_presidency_that_changes_later_alters_nothing_that_was_issued(services: Services) -> None:
    upload_rows(services, a_row(1, completed_on="2024-05-01"))
    [before] = standing()
    with transaction():
        catalogue.put_presidency(Presidency(2024, PartnerCode("TUIT"), head="Somebody Else"), services.now())
        university = partners.find_partner("ABU")
        assert university is not None
        partners.put_partner(replace(university, official="Somebody Else, Vice-Chancellor"))
    assert standing() == [before]
    assert verify_stored(services, before.id).kind is VerdictKind.VALID
    pdf = export_credential.export_credential(services, before.id, SheetFormat.PDF)
    assert "Somebody Else" not in text_of(pdf.content)


def test_what_is_made_anew_says_who_presided_then(services: Services) -> None:
    upload_rows(services, a_row(1, completed_on="2024-05-01"))
    act = BulkAct(BatchKind.REISSUE, CredentialFilter(centre=PartnerCode("NG")), reason="A test.")
    do_bulk_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR)
    [anew] = standing()
    official = network_of(json.loads(anew.signed_bytes))["official"]
    assert official == "Ahmadu Bello University, Rotating President 2024"


def test_the_host_university_stands_above_its_centre(services: Services) -> None:
    with transaction():
        university = partners.find_partner("ABU")
        assert university is not None
        partners.put_partner(replace(university, official="Prof. K. Misali, Vice-Chancellor"))
    upload_rows(services, a_row(1))
    source = documents()["ABU-0001"]["credentialSubject"]["source"]
    assert source["name"] == "IIOE Nigeria National Centre"
    assert source["parentOrg"] == {
        "id": "http://localhost:8000/partners/ABU",
        "type": ["Profile"],
        "name": "Ahmadu Bello University, Zaria",
        "url": "https://abu.edu.ng/",
        "official": "Prof. K. Misali, Vice-Chancellor",
    }


def test_courses_stand_with_who_developed_them_and_names_in_english_too(services: Services) -> None:
    upload_rows(services, a_row(1, preferred_language="ru", full_name="Нгози Окафор"))
    document = documents()["ABU-0001"]
    [course] = document["evidence"]
    assert course["name"] == "Локализация и создание микрокурсов"
    assert course["description"] == (
        "IIOE Nigeria National Centre; Ahmadu Bello University, Zaria; "
        "Международный центр инноваций в высшем образовании под эгидой ЮНЕСКО"
    )
    achievement = document["credentialSubject"]["achievement"]
    for named, english in (
        (achievement, "Micro-Course Localisation and Production"),
        (network_of(document), "International Institute of Online Education (IIOE)"),
    ):
        [entry] = named["otherIdentifier"]
        assert (entry["identifierType"], entry["identifier"]) == ("ext:englishName", english)


def test_a_name_that_no_font_can_write_is_held_back_unsigned_and_told(services: Services) -> None:
    report = upload_rows(services, a_row(1, full_name=ETHIOPIC), a_row(2))
    assert report.counts.issued == 1
    assert set(documents()) == {"ABU-0002"}
    known = learners.find_learners(PartnerCode("NG"), [LearnerRef("ABU-0001")])
    assert known[LearnerRef("ABU-0001")].pending is learners.Pending.HELD
    upload_rows(services, a_row(1, full_name="Abebe Bekila"), amend=True)
    issue_pending(services, by=OPERATOR)
    assert set(documents()) == {"ABU-0001", "ABU-0002"}


@pytest.mark.parametrize("row", [{"latin_name": ETHIOPIC}, {"full_name": f"Abebe {ETHIOPIC[0]}"}])
def test_a_single_letter_that_no_font_has_is_enough_in_either_name(services: Services, row: Row) -> None:
    upload_rows(services, a_row(1, **row))
    assert standing() == []


def test_a_script_of_a_font_that_the_operator_lends_is_issued(
    services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Which fonts count is that of the settings: here, a folder without any."""
    seen: list[object] = []

    def look(_texts: object, equipment: object) -> None:
        seen.append(equipment)

    monkeypatch.setattr("certsvc.workflows.making_credentials.check_covered", look)
    lending = replace(services, settings=replace(services.settings, fonts_dir=tmp_path))
    upload_rows(lending, a_row(1, full_name=ETHIOPIC))
    assert set(documents()) == {"ABU-0001"}
    assert [getattr(equipment, "fonts_dir", None) for equipment in seen] == [tmp_path]


def test_an_award_to_whom_no_font_can_write_is_refused(services: Services) -> None:
    decision = Conferral(
        micro_certification=MicroCertificationCode("PIONEER-MC"),
        kind=RecipientKind.ORGANISATION,
        name=ETHIOPIC,
        partner=PartnerCode("ABU"),
        decided_on=date(2026, 5, 1),
        edition="2026",
    )
    with pytest.raises(InvalidInputError) as refused:
        confer_award(services, decision, by=OPERATOR)
    assert refused.value.code == "unissuable"
    assert "U+12A0" in refused.value.message
    assert standing() == []


def test_all_that_is_issued_alike_is_expanded_once(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick, "_issued", Shapes(100))
    expanded: list[object] = []

    def counted(document: Any, **options: Any) -> bytes:  # noqa: ANN401  # passed on
        expanded.append(document)
        return canonical_nquads(document, **options)

    monkeypatch.setattr(quick, "canonical_nquads", counted)
    upload_rows(services, *(a_row(number) for number in range(1, 41)))
    assert len(standing()) == 40
    badges = [one for one in expanded if "OpenBadgeCredential" in one["type"]]  # type: ignore[index]  # JSON
    assert len(badges) == 1


def test_a_catalogue_loaded_twice_changes_no_presidency(services: Services) -> None:
    changes = load_catalogue(services, SHIPPED, by=OPERATOR)
    assert (changes.added, changes.changed) == ((), ())
    assert [one.year for one in catalogue.list_presidencies()] == [2024, 2025]


def test_a_new_presidency_is_loaded_and_keeps_the_earlier_ones(
    services: Services, edited_catalogue: Callable[[str, str], Path]
) -> None:
    folder = edited_catalogue('partner = "ICEI"\n', 'partner = "TUIT"\nhead = "Prof. A. Namunaliyeva"\n')
    changes = load_catalogue(services, folder, by=OPERATOR)
    assert changes.changed == ("presidency 2025 v2",)
    assert catalogue.list_presidencies() == (
        Presidency(2024, PartnerCode("ABU")),
        Presidency(2025, PartnerCode("TUIT"), head="Prof. A. Namunaliyeva"),
    )


@pytest.fixture
def edited_catalogue(tmp_path: Path) -> Callable[[str, str], Path]:
    """The catalogue that ships, with one text of its partners replaced."""

    def edit(old: str, new: str) -> Path:
        folder = tmp_path / "catalogue"
        for path in SHIPPED.rglob("*.toml"):
            copy = folder / path.relative_to(SHIPPED)
            copy.parent.mkdir(parents=True, exist_ok=True)
            text = path.read_text("utf-8")
            copy.write_text(text.replace(old, new, 1) if path.name == "partners.toml" else text, "utf-8")
        return folder

    return edit
