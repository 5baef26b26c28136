"""The whole way in browsers: hers, the officer's, an employer's."""

from pathlib import Path

import pytest

from tests.browser.arriving import Visiting
from tests.browser.chromium import HERE
from tests.browser.house import House
from tests.browser.papers import a_picture
from tests.browser.visit import Visit
from tests.people import ADDRESS, claim_token
from tests.uploads import a_row, upload_rows

TITLE = "Micro-Course Localisation and Production"
WRONG, RIGHT = "Olaiya Preson", "Ọláìyá Adébáyọ̀ Person"


def she_claims_her_record(house: House, her: Visit) -> None:
    with house.inside() as services:
        upload_rows(services, a_row(1, full_name=WRONG))
        link = f"{HERE}/claim/{claim_token(services)}"
    her.page.goto(link)
    her.page.get_by_label("E-mail address").fill(ADDRESS)
    her.press("Send me the link")
    assert her.title == "Look into your mailbox"
    house.work_off()
    her.page.goto(house.link_mailed_to(ADDRESS))
    her.press("Sign in now")
    assert (her.path, her.title) == ("/record", "Your record")


def she_keeps_her_certificate(her: Visit, folder: Path) -> str:
    """Its share link."""
    her.press(TITLE)
    her.download("Certificate, PDF", folder / "old.pdf")
    her.download("Badge, PNG", folder / "old.png")
    link = her.page.locator(".share code").inner_text()
    assert link.startswith(f"{HERE}/v/")
    return link


def she_asks_for_a_correction(her: Visit) -> None:
    her.press("Something is wrong? Ask for a correction")
    her.page.get_by_label("Name as printed", exact=True).fill(RIGHT)
    her.page.get_by_label("Why is it wrong?").fill("Two letters are the wrong way round.")
    her.page.get_by_label("A document that shows it").set_input_files(
        {"name": "passport.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    her.press("Send to the centre")
    assert her.title == "Your corrections"
    assert RIGHT in her.text


def the_officer_approves(house: House, officer: Visit, folder: Path) -> None:
    officer.page.goto(f"{HERE}/officer")
    officer.page.get_by_label("API key").fill(house.officers_key())
    officer.press("Sign in")
    officer.page.locator("#waiting ~ ul a").first.click()
    officer.page.get_by_role("heading", name="What would change").wait_for()
    for said in (WRONG, RIGHT, "Two letters are the wrong way round."):
        assert said in officer.text
    officer.download("Download the document that she sent", folder / "passport.png")
    officer.page.get_by_label("A word to her").fill("You are right, and we are sorry.")
    officer.press("Approve")
    assert "Approved" in officer.text


def she_finds_the_new_one(house: House, her: Visit, folder: Path) -> None:
    house.work_off()
    her.page.goto(house.link_mailed_to(ADDRESS))
    her.page.goto(f"{HERE}/record/corrections")
    assert "You are right, and we are sorry." in her.text
    her.page.get_by_role("link", name=TITLE).click()
    her.page.get_by_role("heading", name=TITLE).wait_for()
    assert RIGHT in her.text
    her.download("Certificate, PDF", folder / "new.pdf")


def an_employer_follows_the_old_link(employer: Visit, link: str) -> None:
    employer.page.goto(link)
    assert employer.title == "Replaced by a newer one"
    employer.page.get_by_role("link", name="Open the newer one").click()
    employer.page.get_by_role("heading", name="Valid", exact=True).wait_for()
    assert RIGHT in employer.text
    assert employer.page.url != link


def an_employer_checks_a_file(employer: Visit, file: Path) -> str:
    """What is found."""
    employer.page.goto(f"{HERE}/verify")
    employer.page.locator("#file").set_input_files(file)
    employer.press("Check the file")
    return employer.title


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
def test_a_wrong_name_is_claimed_corrected_and_verified(
    house: House, visiting: Visiting, tmp_path: Path, *, scripts: bool
) -> None:
    her, officer, employer = (visiting(house.app, scripts=scripts) for _ in range(3))
    she_claims_her_record(house, her)
    link = she_keeps_her_certificate(her, tmp_path)
    assert an_employer_checks_a_file(employer, tmp_path / "old.pdf") == "Valid"
    she_asks_for_a_correction(her)
    the_officer_approves(house, officer, tmp_path)
    assert (tmp_path / "passport.png").read_bytes() == a_picture()
    she_finds_the_new_one(house, her, tmp_path)
    an_employer_follows_the_old_link(employer, link)
    assert an_employer_checks_a_file(employer, tmp_path / "new.pdf") == "Valid"
    assert an_employer_checks_a_file(employer, tmp_path / "old.png") == "Replaced by a newer one"
    assert her.trouble + officer.trouble + employer.trouble == []
