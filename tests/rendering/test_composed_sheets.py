"""What this service composes and signs stands on its sheet: mode, developers, presidency, host university."""

from dataclasses import replace

import pytest

from certsvc.domain.identifiers import PartnerCode
from certsvc.rendering.certificate import Template, certificate_pdf
from tests.builders import (
    a_certification,
    a_completion,
    a_parent_profile,
    a_signed_credential,
    a_whole_certification,
    an_award,
    an_issuer_profile,
    texts,
)
from tests.rendering.reading import check_all_inside, text_of


@pytest.mark.parametrize("template", Template)
def test_a_credential_of_ours_shows_mode_developers_and_presidency(template: Template) -> None:
    creator = replace(
        an_issuer_profile(),
        parent=a_parent_profile(
            code="IIOE", name="IIOE Network", official="Prof. Amina Misali, Rotating President 2024"
        ),
    )
    centre = a_certification().source
    certification = a_certification(
        creator=creator,
        source=replace(
            centre,
            official="Dr Halima Misali, Centre Director",
            parent=a_parent_profile(
                name="Ahmadu Bello University", official="Prof. Kabiru Misali, Vice-Chancellor"
            ),
        ),
        partners={PartnerCode("ABU"): texts("Ahmadu Bello University, Zaria")},
    )
    pdf = certificate_pdf(a_signed_credential(certification).content, template=template)
    shown = text_of(pdf)
    for said in (
        "Smart Classroom",
        "Ahmadu Bello University, Zaria",
        "Prof. Li Ming",
        "Prof. Amina Misali",
        "Rotating President 2024",
        "IIOE Network",
        "Dr Halima Misali",
        "Prof. Kabiru Misali",
        "Vice-Chancellor",
    ):
        assert said in shown, said
    signatories = ("Prof. Li Ming", "Amina Misali", "Halima Misali", "Kabiru Misali")
    assert sorted(signatories, key=shown.index) == list(signatories)
    check_all_inside(pdf, template)


@pytest.mark.parametrize("template", Template)
def test_a_bilingual_sheet_of_ours_has_the_names_in_english_too(template: Template) -> None:
    content = a_signed_credential(a_whole_certification()).content
    both = certificate_pdf(content, template=template, bilingual=True)
    own, shown = text_of(certificate_pdf(content, template=template)), text_of(both)
    for english in ("Micro-Course Production", "UNESCO-ICHEI in English", "IIOE Nigeria National Centre"):
        assert english in shown
        assert english not in own
    assert "Микрокурслар ишлаб чиқиш" in own
    assert "Аҳмаду Белло университети" in own
    check_all_inside(both, template)


def test_a_mode_that_nobody_recorded_is_not_shown() -> None:
    award = an_award(completions=[a_completion(mode=None)])
    shown = text_of(certificate_pdf(a_signed_credential(a_certification(award=award)).content))
    assert "MODE" not in shown
    assert "DEVELOPED" not in shown
