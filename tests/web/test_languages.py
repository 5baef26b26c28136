"""Every page in every language, and the catalogues behind them."""

import gettext
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Finding, Form, Verdict
from certsvc.settings import LANGUAGES, Settings
from certsvc.signing.key_ring import KeyRing
from certsvc.verification.reasons import Reason
from certsvc.web.pages.languages import SPOKEN, Language
from certsvc.web.pages.speech import current_speech
from certsvc.web.pages.verdict_page import presented_page, verdict_page
from tests.builders import a_signed_credential
from tests.web.catalogues import TRANSLATED, compiled, po_file, read_catalogue, texts_in_use
from tests.web.conftest import a_bare_app

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
OTHERS = [language for language in SPOKEN if language.tag != "en"]


@pytest.fixture(scope="module")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One for all of these: pages keep nothing."""
    return a_bare_app(Settings(), KeyRing(tmp_path_factory.mktemp("keys"), lambda: b"unused"))


def strings(locale: str) -> Iterator[tuple[str, str]]:
    for message in read_catalogue(locale):
        if message.id:
            yield str(message.id), str(message.string)


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_catalogue_says_every_text_in_use_and_nothing_else(locale: str) -> None:
    said = dict(strings(locale))
    assert set(texts_in_use()) - set(said) == set()
    assert set(said) - set(texts_in_use()) == set()
    assert [text for text, translation in said.items() if not translation.strip()] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_is_fuzzy(locale: str) -> None:
    assert [message.id for message in read_catalogue(locale) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_agree(locale: str) -> None:
    for text, translation in strings(locale):
        names = sorted(re.findall(r"%\(\w+\)s", text))
        assert sorted(re.findall(r"%\(\w+\)s", translation)) == names, text
        assert translation.count("%") == len(names), text
        assert not set("<>&") & set(translation), text


@pytest.mark.parametrize("locale", TRANSLATED)
def test_each_compiled_catalogue_is_what_its_source_compiles_to(locale: str) -> None:
    def told(translations: gettext.GNUTranslations) -> dict[str, str]:
        return {text: translations.gettext(text) for text, _ in strings(locale)}

    path = po_file(locale).with_suffix(".mo")
    fresh = path.parent.parent / "fresh.mo"
    try:
        fresh.write_bytes(compiled(read_catalogue(locale)))
        with path.open("rb") as committed, fresh.open("rb") as made:
            assert told(gettext.GNUTranslations(committed)) == told(gettext.GNUTranslations(made))
    finally:
        fresh.unlink(missing_ok=True)


def test_texts_do_not_stay_in_english() -> None:
    for locale in TRANSLATED:
        same = [text for text, translation in strings(locale) if text == translation and len(text) > 22]
        assert same == [], locale


@pytest.mark.parametrize("tag", [tag for tag in LANGUAGES if tag in {"ar", "ru", "uz-Cyrl", "zh"}])
def test_each_script_is_its_own(tag: str) -> None:
    own = {"ar": "؀-ۿ", "ru": "Ѐ-ӿ", "uz-Cyrl": "Ѐ-ӿ", "zh": "一-鿿"}[tag]
    for text, translation in strings(tag.replace("-", "_")):
        if re.search(r"[a-z]{3}", text.replace("UTC", "")) and not text.startswith("%"):
            assert re.search(f"[{own}]", translation), text
    if tag == "uz-Cyrl":
        assert not [t for _, t in strings("uz_Cyrl") if re.search("[ыщ]", t)]  # not in that alphabet


@pytest.mark.parametrize("language", SPOKEN, ids=lambda one: one.tag)
@pytest.mark.parametrize("path", ["/", "/verify", "/v/x", "/nowhere"])
def test_each_page_speaks_each_language(bare_app: Flask, language: Language, path: str) -> None:
    tag = language.tag
    client = bare_app.test_client()
    headers = {"Accept": "text/html"}
    asked = client.get(f"{path}?lang={tag}", headers=headers)
    accepted = client.get(path, headers={**headers, "Accept-Language": f"{tag};q=0.9, de;q=1"})
    for response in (asked, accepted):
        direction = "rtl" if tag == "ar" else "ltr"
        assert f'<html lang="{tag}" dir="{direction}">' in response.text
        assert "Accept-Language" in response.headers["Vary"]
        assert response.headers["Content-Language"] == tag
        assert "Set-Cookie" not in response.headers
    if tag != "en":
        assert "Where you are" not in asked.text
        assert "Micro-certification register" not in asked.text


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("fr-CA", "fr"),
        ("ar-EG, en;q=0.5", "ar"),
        ("uz-Cyrl-UZ", "uz-Cyrl"),
        ("uz-UZ", "uz"),
        ("uz", "uz"),
        ("zh-Hans-CN, zh;q=0.9", "zh"),
        ("de, ru;q=0.8, en;q=0.7", "ru"),
        ("en;q=0.5, id;q=0.9", "id"),
        ("fr;q=0, es", "es"),
        ("de, *;q=0.5", "en"),
        ("", "en"),
        ("x" * 5000, "en"),
        ("fr;q=banana, ,;,", "en"),
    ],
)
def test_the_best_language_that_a_browser_accepts_is_spoken(bare_app: Flask, accepted: str, tag: str) -> None:
    page = bare_app.test_client().get("/", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{tag}"' in page


def test_the_switch_goes_before_the_browser_and_an_unknown_one_is_passed_over(bare_app: Flask) -> None:
    client = bare_app.test_client()
    assert '<html lang="ru"' in client.get("/?lang=ru", headers={"Accept-Language": "fr"}).text
    assert '<html lang="uz-Cyrl"' in client.get("/?lang=UZ-cyrl").text
    for odd in ("xx", "", "../../etc", "<script>", "ru\0"):
        page = client.get("/", query_string={"lang": odd}, headers={"Accept-Language": "fr"}).text
        assert '<html lang="fr"' in page
        assert "<script" not in page


def test_without_a_wish_the_setting_decides(tmp_path_factory: pytest.TempPathFactory) -> None:
    keys = KeyRing(tmp_path_factory.mktemp("keys"), lambda: b"unused")
    page = a_bare_app(Settings(default_language="uz-Cyrl"), keys).test_client().get("/").text
    assert '<html lang="uz-Cyrl" dir="ltr">' in page


def test_links_keep_a_language_that_was_asked_for(bare_app: Flask) -> None:
    client = bare_app.test_client()
    page = client.get("/?lang=ar").text
    own = [href for href in re.findall(r'(?:href|action)="(/[^"]*)"', page) if "lang=" not in href]
    assert [href for href in own if not href.startswith(("/assets/", "/api/"))] == ["/v"]
    assert '<input type="hidden" name="lang" value="ar">' in page
    assert client.get("/v?code=0000-0000-0000-0000-0&lang=ar").location == "/v/0000-0000-0000-0000-0?lang=ar"
    assert 'action="/verify?lang=ar"' in client.get("/verify?lang=ar").text
    plain = client.get("/", headers={"Accept-Language": "ar"}).text
    assert 'href="/verify"' in plain


def test_the_switch_offers_each_language_in_its_own_words(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/v/x?utm=1&lang=fr").text
    for language in SPOKEN:
        address = f"/v/x?utm=1&amp;lang={language.tag}"
        start = f'<a href="{address}" lang="{language.tag}" dir="{language.direction}"'
        assert start in page
        assert f">{language.name}</a>" in page
    assert page.count("aria-current") == 1


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: one.tag)
@pytest.mark.parametrize("finding", Finding)
def test_a_verdict_page_has_no_english_of_its_own(
    bare_app: Flask, language: Language, finding: Finding
) -> None:
    tag = language.tag
    checks = tuple(
        Check(name, CheckResult.FAILED, Reason.REVOKED.value, Reason.REVOKED.sentence) for name in CheckName
    )
    verdict = Verdict(checks, {"credentialSubject": {"name": "X"}}, finding, Form.DATA_INTEGRITY)
    with bare_app.test_request_context(f"/v/X?lang={tag}"):
        page = presented_page(verdict).get_data(as_text=True)
    words = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<details.*?</details>|<title>.*?</title>", "", page))
    assert not re.search(r"\b(the|this|was|not|checked|passed|failed|from|valid)\b", words, re.IGNORECASE)


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_is_said_in_the_readers_language(bare_app: Flask, reason: Reason) -> None:
    check = Check(CheckName.PROOF, CheckResult.FAILED, reason.value, reason.sentence)
    precise = Check(CheckName.STATUS, CheckResult.FAILED, reason.value, "More <precisely>.")
    verdict = Verdict((check, precise), None, Finding.MALFORMED)
    for language in OTHERS:
        with bare_app.test_request_context(f"/v/X?lang={language.tag}"):
            said = str(current_speech().say(reason.sentence))
            page = verdict_page(verdict).get_data(as_text=True)
        assert said != reason.sentence
        assert page.count(said) >= 2
        assert str(reason.sentence) not in page
        assert '<p class="detail" lang="en" dir="ltr">More &lt;precisely&gt;.</p>' in page


def test_in_english_the_precise_sentence_stands_alone(bare_app: Flask) -> None:
    precise = Check(CheckName.STATUS, CheckResult.FAILED, "revoked", "Revoked on 24 November 2026.")
    with bare_app.test_request_context("/v/X"):
        page = verdict_page(Verdict((precise,), None, Finding.REVOKED)).get_data(as_text=True)
    assert "Revoked on 24 November 2026." in page
    assert Reason.REVOKED.sentence not in page


def test_the_words_of_a_credential_are_never_translated(bare_app: Flask) -> None:
    document = dict(a_signed_credential().document)
    verdict = Verdict((), document, Finding.VALID, Form.DATA_INTEGRITY)
    title = document["credentialSubject"]["achievement"]["name"]
    for language in SPOKEN:
        with bare_app.test_request_context(f"/v/X?lang={language.tag}"):
            assert title in verdict_page(verdict).get_data(as_text=True)


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en", "24 November 2026"),
        ("fr", "24 novembre 2026"),
        ("ar", "24 نوفمبر 2026"),
        ("id", "24 November 2026"),
        ("uz", "24-noyabr, 2026"),
        ("uz-Cyrl", "24 ноябр, 2026"),
        ("ru", "24 ноября 2026 г."),
        ("es", "24 de noviembre de 2026"),
        ("zh", "2026年11月24日"),
    ],
)
def test_days_are_written_in_the_readers_language(bare_app: Flask, tag: str, written: str) -> None:
    with bare_app.test_request_context(f"/?lang={tag}"):
        speech = current_speech()
        assert re.sub(r"\s", " ", speech.day(MOMENT)) == written
        assert "09:30 UTC" in speech.minute(MOMENT)


def test_a_name_in_another_script_stands_by_itself(bare_app: Flask) -> None:
    document = {"credentialSubject": {"name": "فاطمة", "licenseNumber": "0000"}, "issuer": "did:web:x"}
    with bare_app.test_request_context("/v/X?lang=ar"):
        page = verdict_page(Verdict((), document, Finding.VALID)).get_data(as_text=True)
    assert '<p class="name" dir="auto" translate="no">فاطمة</p>' in page
    assert '<span class="code" translate="no">0000</span>' in page
    assert "<bdi>did:web:x</bdi>" in page


def test_a_problem_of_a_page_is_said_in_the_readers_language(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/v/hello?lang=ru").text
    assert "Это не может быть кодом" in page
    assert "Код проверки состоит из 17 букв и цифр." in page
    assert 'lang="en" dir="ltr">' in page  # and precisely, in the language of the service


def test_the_interface_is_documented_in_english(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/api/docs", headers={"Accept-Language": "ar"}).text
    assert '<html lang="en" dir="ltr">' in page
    assert "For programmers" in page
