import gzip
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from certsvc.errors import UnavailableError
from certsvc.fetching.outside import Outside
from tests.fetching.tls_server import PUBLIC, Internet, answer, redirect, running_server

URL = "https://issuer.example/did.json"
DID_JSON = "application/did+json, application/json"


def refusal(outside: Outside, url: str = URL, **options: timedelta) -> UnavailableError:
    with pytest.raises(UnavailableError) as caught:
        outside.get_document(url, accept=DID_JSON, **options)
    return caught.value


def test_a_document_is_fetched_from_the_address_that_was_checked(internet: Internet) -> None:
    internet.server.pages["/did.json"] = answer(b'{"id": 1}')
    assert internet.outside().get_document(URL, accept=DID_JSON) == b'{"id": 1}'
    assert internet.looked_up == ["issuer.example"]
    assert internet.dialled == [(PUBLIC, 443)]


def test_a_request_says_what_is_wanted_of_whom_and_nothing_more(internet: Internet) -> None:
    internet.server.pages["/a/did.json?x=1"] = answer(b"{}", Set_Cookie="a=b")
    internet.server.pages["/other"] = answer(b"{}")
    outside = internet.outside()
    outside.get_document("https://Issuer.Example:8443/a/did.json?x=1#key", accept=DID_JSON)
    outside.get_document("https://issuer.example/other", accept="application/vc")
    first, second = internet.server.requests
    assert first.split(b"\r\n") == [
        b"GET /a/did.json?x=1 HTTP/1.1",
        b"Host: issuer.example:8443",
        b"Accept: application/did+json, application/json",
        b"Accept-Encoding: gzip",
        b"Connection: close",
        b"User-Agent: certsvc",
        b"",
        b"",
    ]
    assert b"\r\nHost: issuer.example\r\n" in second
    assert b"ookie" not in second


def test_no_proxy_of_the_environment_is_used(internet: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    internet.server.pages["/did.json"] = answer(b"{}")
    assert internet.outside().get_document(URL, accept=DID_JSON) == b"{}"


def test_a_service_that_may_not_fetch_looks_no_name_up(internet: Internet) -> None:
    found = refusal(internet.outside(allowed=False))
    assert found.code == "fetching_off"
    assert "issuer.example" in found.message
    assert internet.looked_up == []


def test_a_packed_document_is_unpacked(internet: Internet) -> None:
    internet.server.pages["/did.json"] = answer(gzip.compress(b"{}" * 1000), Content_Encoding="GZIP")
    assert internet.outside().get_document(URL, accept=DID_JSON) == b"{}" * 1000


def test_a_document_in_chunks_is_put_together(internet: Internet) -> None:
    chunks = b'3;a=b\r\n{"i\r\n5\r\nd": 1\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n'
    internet.server.pages["/did.json"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    assert internet.outside().get_document(URL, accept=DID_JSON) == b'{"id": 1}'


def test_the_second_address_is_tried_when_the_first_does_not_answer(internet: Internet) -> None:
    internet.names["issuer.example"] = ["2620:fe::fe", PUBLIC]
    internet.server.pages["/did.json"] = answer(b"{}")

    class OneRoad(Internet):
        def dial(self, address: str, port: int, seconds: float) -> socket.socket:
            if ":" in address:
                self.dialled.append((address, port))
                raise OSError("network is unreachable")
            return super().dial(address, port, seconds)

    world = OneRoad(internet.server, internet.names)
    assert world.outside().get_document(URL, accept=DID_JSON) == b"{}"
    assert world.dialled == [("2620:fe::fe", 443), (PUBLIC, 443)]


def test_three_redirects_are_followed_and_a_fourth_is_not(internet: Internet) -> None:
    pages = internet.server.pages
    pages["/1"] = redirect("/2", "301 Moved Permanently")
    pages["/2"] = redirect("https://other.example/3", "307 Temporary Redirect")
    pages["/3"] = redirect("4", "308 Permanent Redirect")
    pages["/4"] = answer(b"{}")
    pages["/0"] = redirect("/1", "303 See Other")
    outside = internet.outside()
    assert outside.get_document("https://issuer.example/1", accept=DID_JSON) == b"{}"
    assert internet.looked_up == ["issuer.example", "issuer.example", "other.example", "other.example"]
    found = refusal(outside, "https://issuer.example/0")
    assert found.code == "fetch_failed"
    assert "too often" in found.message


@pytest.mark.parametrize(
    "target",
    [
        "http://issuer.example/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "file:///etc/passwd",
        "https://u:p@issuer.example/x",
        "https://inside.example/x",
        "//[::1]/x",
        "https://0x7f000001/",
    ],
)
def test_a_redirect_is_checked_like_the_first_address(internet: Internet, target: str) -> None:
    internet.names["inside.example"] = ["10.0.0.1"]
    internet.server.pages["/did.json"] = redirect(target)
    assert refusal(internet.outside()).code == "address_refused"
    assert internet.dialled == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["169.254.169.254"], ["::ffff:10.0.0.1"], [PUBLIC, "192.168.0.1"], ["fd00::1", PUBLIC]],
)
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(
    internet: Internet, answers: list[str]
) -> None:
    internet.names["issuer.example"] = answers
    assert refusal(internet.outside()).code == "address_refused"
    assert internet.dialled == []


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(internet: Internet) -> None:
    answers = [[PUBLIC], ["127.0.0.1"]]
    internet.server.pages["/did.json"] = answer(b"{}")
    outside = internet.outside(resolve=lambda _: answers.pop(0))
    assert outside.get_document(URL, accept=DID_JSON) == b"{}"
    assert internet.dialled == [(PUBLIC, 443)]
    internet.server.pages["/again"] = redirect("/did.json")
    answers[:] = [[PUBLIC], ["127.0.0.1"]]
    assert refusal(outside, "https://issuer.example/again").code == "address_refused"
    assert internet.dialled == [(PUBLIC, 443), (PUBLIC, 443)]


def test_the_certificate_must_be_for_the_name_that_was_asked(internet: Internet) -> None:
    found = refusal(internet.outside(), "https://wrong.example/did.json")
    assert found.code == "fetch_failed"
    assert "certificate of wrong.example" in found.message
    assert internet.server.requests == []


def test_the_certificate_must_come_from_an_authority_that_is_trusted(internet: Internet) -> None:
    found = refusal(internet.outside(authorities=""))
    assert "certificate of issuer.example" in found.message
    assert internet.server.requests == []


def test_the_certificate_must_be_in_force() -> None:
    with running_server(["issuer.example"], days=-1) as server:
        found = refusal(Internet(server).outside())
    assert "expired" in found.message


@pytest.mark.parametrize(
    "status", ["404 Not Found", "500 Oops", "204 No Content", "206 Partial Content", "304 -"]
)
def test_every_other_status_is_a_failure(internet: Internet, status: str) -> None:
    internet.server.pages["/did.json"] = answer(b"{}", status=status)
    found = refusal(internet.outside())
    assert found.code == "fetch_failed"
    assert status[:3] in found.message


def test_a_name_that_nobody_has_is_a_failure(internet: Internet) -> None:
    def resolve(_: str) -> list[str]:
        raise OSError("no such name")

    assert refusal(internet.outside(resolve=resolve)).code == "fetch_failed"


def test_a_document_is_kept_for_five_minutes_in_one_form_of_its_address(internet: Internet) -> None:
    internet.server.pages["/did.json"] = answer(b"1")
    outside = internet.outside()
    outside.get_document(URL, accept=DID_JSON)
    internet.server.pages["/did.json"] = answer(b"2")
    internet.advance(minutes=4, seconds=59)
    assert outside.get_document("HTTPS://ISSUER.example:443/did.json#x", accept=DID_JSON) == b"1"
    assert outside.get_document(URL, accept=DID_JSON, max_age=timedelta(minutes=1)) == b"2"
    internet.server.pages["/did.json"] = answer(b"3")
    internet.advance(minutes=5)
    assert outside.get_document(URL, accept=DID_JSON) == b"3"
    assert outside.get_document(URL, accept="application/vc") == b"3"
    assert len(internet.server.requests) == 4


def test_the_age_of_a_document_counts_from_when_it_was_asked_for(internet: Internet) -> None:
    def take_a_minute(connection: socket.socket) -> None:
        internet.advance(minutes=1)
        connection.sendall(answer(b"{}"))

    internet.server.pages["/did.json"] = take_a_minute
    outside = internet.outside()
    outside.get_document(URL, accept=DID_JSON)
    internet.advance(minutes=4)
    outside.get_document(URL, accept=DID_JSON)
    assert len(internet.server.requests) == 2


def test_a_failure_is_told_again_for_half_a_minute_without_asking(internet: Internet) -> None:
    outside = internet.outside()
    first, second = refusal(outside), refusal(outside)
    assert (first.code, first.message) == (second.code, second.message)
    assert first is not second
    assert len(internet.server.requests) == 1
    internet.server.pages["/did.json"] = answer(b"{}")
    internet.advance(seconds=30)
    assert outside.get_document(URL, accept=DID_JSON) == b"{}"


@pytest.mark.parametrize("page", [answer(b"{}"), answer(b"", status="503 Later")])
def test_many_who_ask_for_one_address_cause_one_fetch(internet: Internet, page: bytes) -> None:
    many = 8
    asked, all_asked = [], threading.Event()

    def now() -> datetime:  # each asker looks at the clock once before it waits, the first one twice
        asked.append(1)
        if len(asked) == many + 1:
            all_asked.set()
        return internet.time

    def wait_for_all(connection: socket.socket) -> None:
        all_asked.wait()
        connection.sendall(page)

    internet.server.pages["/did.json"] = wait_for_all
    outside = internet.outside(now=now)

    def ask(_: int) -> bytes | str:
        try:  # with no age at all nothing kept is good enough, only what is under way
            return outside.get_document(URL, accept=DID_JSON, max_age=timedelta())
        except UnavailableError as error:
            return error.code

    with ThreadPoolExecutor(many) as pool:
        found = list(pool.map(ask, range(many)))
    assert len(internet.server.requests) == 1
    assert set(found) == ({b"{}"} if b"200 OK" in page else {"fetch_failed"})
