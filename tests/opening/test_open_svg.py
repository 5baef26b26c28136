"""SVG images with a credential baked in."""

import html

import pytest

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening.open import Opened, open_presented
from tests.opening.carriers import LINK, NAMESPACE, a_credential, a_token, baked_svg

DOCUMENT, TOKEN = a_credential(), a_token()
IN_BODY = f"\n  <![CDATA[\n{DOCUMENT.decode()}\n]]>\n"


def code_of(content: str | bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        open_presented(content.encode() if isinstance(content, str) else content)
    return caught.value.code


@pytest.mark.parametrize(
    ("svg", "document"),
    [
        (baked_svg(verify=TOKEN.decode()), TOKEN),
        (baked_svg(body=IN_BODY), DOCUMENT),
        (baked_svg(body=html.escape(DOCUMENT.decode())), DOCUMENT),
        (baked_svg(verify=html.escape(DOCUMENT.decode())), DOCUMENT),
        (baked_svg(body=TOKEN.decode()), TOKEN),
        (baked_svg(verify="", body=IN_BODY), DOCUMENT),
        (baked_svg(body=IN_BODY, namespace=f"{NAMESPACE}/"), DOCUMENT),
        (baked_svg(body=IN_BODY).replace("openbadges", "x"), DOCUMENT),
        (baked_svg(body=IN_BODY, prologue='<?xml version="1.0"?><!-- <svg> -->\n'), DOCUMENT),
    ],
)
def test_the_credential_in_attribute_or_body_is_found(svg: str, document: bytes) -> None:
    assert open_presented(svg.encode()) == Opened(Carrier.SVG, document)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
def test_the_image_may_be_in_utf_16(encoding: str) -> None:
    document = a_credential(name="Ўткир Ҳакимов")
    svg = baked_svg(body=f"<![CDATA[{document.decode()}]]>")
    assert open_presented(svg.encode(encoding)) == Opened(Carrier.SVG, document)


def test_the_published_document_type_is_passed_over() -> None:
    doctype = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert open_presented(baked_svg(body=IN_BODY, prologue=doctype).encode()).document == DOCUMENT


def test_a_baked_link_is_a_pointer_in_svg_too() -> None:
    assert open_presented(baked_svg(verify=LINK).encode()) == Opened(Carrier.SVG, None, LINK)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg [<!ENTITY a "x">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]>',
        '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>',
        "<!DOCTYPE svg []>",
    ],
)
def test_definitions_inside_the_image_are_refused(doctype: str) -> None:
    assert code_of(baked_svg(body="&a;" + IN_BODY, prologue=doctype)) == "carrier_malformed"


def test_an_entity_that_is_defined_elsewhere_is_refused_and_not_left_out() -> None:
    svg = baked_svg(body="&foreign;" + IN_BODY, prologue='<!DOCTYPE svg SYSTEM "http://127.0.0.1/x.dtd">')
    assert code_of(svg) == "carrier_malformed"


def test_two_credentials_are_refused() -> None:
    one = f"<x:credential xmlns:x='{NAMESPACE}'>{{}}</x:credential>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'>{one}{one}</svg>"
    assert code_of(svg) == "carrier_malformed"
    assert code_of(baked_svg(verify=TOKEN.decode(), body=IN_BODY)) == "carrier_malformed"


@pytest.mark.parametrize(
    "svg",
    [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        baked_svg(),
        baked_svg(body=IN_BODY, namespace="https://purl.imsglobal.org/ob/v9"),
        baked_svg(body=IN_BODY)
        .replace("credential>", "credentials>")
        .replace(":credential ", ":credentials "),
        "<a><svg xmlns='http://www.w3.org/2000/svg'/></a>",
    ],
)
def test_an_image_without_a_credential_is_not_recognised(svg: str) -> None:
    assert code_of(svg) == "not_recognised"


def test_an_old_badge_in_svg_is_named_as_one() -> None:
    badge = "<o:assertion xmlns:o='http://openbadges.org' verify='x'/>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg'>{badge}</svg>"
    with pytest.raises(InvalidInputError, match=r"Open Badges 2\.0"):
        open_presented(svg.encode())


@pytest.mark.parametrize(
    "content",
    [
        baked_svg(body=IN_BODY)[:-9].encode(),
        baked_svg(body="no credential").encode(),
        baked_svg(body="\x01").encode(),
        baked_svg(body="é").encode("latin-1"),
        b"<svg xmlns='http://www.w3.org/2000/svg'><a></b></svg>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 500_000,
    ],
)
def test_a_damaged_image_is_refused(content: bytes) -> None:
    assert code_of(content) == "carrier_malformed"


@pytest.mark.parametrize(
    "encoding", ["no-such-encoding", "utf-7", "cp037", "gb18030", "idna", "rot13", "hex"]
)
def test_an_encoding_that_is_not_read_is_refused(encoding: str) -> None:
    svg = baked_svg(body=IN_BODY, prologue=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert code_of(svg) in {"carrier_malformed", "not_recognised"}


def test_an_image_of_more_than_four_megabytes_is_too_large() -> None:
    assert code_of(baked_svg(body=IN_BODY) + " " * (4 << 20)) == "too_large"


def test_a_text_beyond_any_credential_is_too_large() -> None:
    assert code_of(baked_svg(body="{" + " " * (2 << 20))) == "too_large"
    assert code_of(baked_svg(verify="x" * (2 << 20))) == "too_large"
