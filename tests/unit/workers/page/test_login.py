"""Login to the page: who gets in, and who does not."""

import contextlib
import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from pipeline.errors import ConfigurationError
from tests.harness.page import FORM, Page, Reply, running_page
from workers.indexes.embedded.index import EmbeddedIndex
from workers.libraries import uvicorn
from workers.page import throttle, token
from workers.page.access import Access, allowed_hosts
from workers.page.password import LONGEST, hashed, matches
from workers.page.server import page_address
from workers.settings import load_settings

PASSWORD = "correct horse"
# As cheap as the algorithm allows: what is tested is not how long it takes.
CHEAP = Argon2id(
    salt=b"0" * 16, length=32, iterations=1, lanes=1, memory_cost=8
).derive_phc_encoded(PASSWORD.encode())
PROXIED = {"page_proxies": "127.0.0.1", "page_user_header": "Remote-User"}


def opened(directory: Path, **overrides: Any) -> Any:
    """The page over an index that does not exist yet."""
    return running_page(EmbeddedIndex(directory / "index"), directory, **overrides)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page that maria may log in to."""
    with opened(tmp_path, page_users={"maria": CHEAP}) as running:
        yield running


def form(page: Page, **headers: str) -> tuple[str, str]:
    """The cookie and the token of a fresh login form."""
    answer = page.get("/login", **headers)
    token = re.search(r'name="token" value="(\w+)"', answer.text)
    assert token
    return answer.headers["Set-Cookie"].partition(";")[0], token[1]


def send(page: Page, path: str, cookie: str, headers: dict[str, str], **fields: str) -> Reply:
    """Send a form with a cookie."""
    own = {"Origin": page.url, "Content-Type": FORM, "Cookie": cookie, **headers}
    return page.send("POST", path, urlencode(fields), own)


def log_in(page: Page, name: str = "maria", password: str = PASSWORD, **more: str) -> Reply:
    """Log in as a browser does."""
    cookie, token = form(page)
    return send(page, "/login", cookie, {}, token=token, name=name, password=password, **more)


def test_nothing_but_the_login_is_shown_before_it(page: Page) -> None:
    """No document, no run, no API, no action; what was asked for is opened afterwards."""
    for path in ("/", "/document/x", "/runs", "/marked", "/export/hits.csv", "/original/x", "/no"):
        answer = page.get(path)
        assert (answer.status, answer.body) == (303, b"")
        assert answer.headers["Location"].startswith("/login")
    refused = page.get("/api/search?q=x")
    assert (refused.status, refused.headers["Content-Type"]) == (401, "application/json")
    assert page.post("/untag-all", tag="x").status == 401
    assert page.get("/static/page.css").status == 200
    assert page.get("/static/../runs").status in (303, 404)
    asked = page.get("/?q=a%26b&person=%C3%85sa").headers["Location"]
    done = log_in(page, next=re.sub("^/login", "", asked))
    assert done.headers["Location"] == "/"
    html = page.get(asked).text
    assert 'name="next" value="/?q=a%26b&amp;person=%C3%85sa"' in html


def test_a_session_begins_at_login_and_ends_at_logout(page: Page) -> None:
    """Its cookie is for this server alone, out of reach of scripts, and new at each login."""
    before, _ = form(page)
    done = log_in(page, next="/runs")
    assert (done.status, done.headers["Location"]) == (303, "/runs")
    set_cookie = done.headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(set_cookie.split("; "))
    assert "Secure" not in set_cookie
    cookie = set_cookie.partition(";")[0]
    assert cookie != before
    html = page.get("/runs", Cookie=cookie)
    assert html.status == 200
    assert "<bdi>maria</bdi>" in html.text
    assert page.get("/login?next=/keys", Cookie=cookie).headers["Location"] == "/keys"
    # Cookies of other programs on the same host come along, whatever is in them.
    assert page.get("/runs", Cookie=f'state={{"a": "b"}}; é; {cookie}').status == 200
    token = re.search(r'name="token" value="(\w+)"', html.text)
    assert token
    assert send(page, "/logout", cookie, {}, token="wrong").status == 403
    assert page.get("/runs", Cookie=cookie).status == 200
    out = send(page, "/logout", cookie, {}, token=token[1])
    assert (out.status, out.headers["Location"]) == (303, "/login")
    assert page.get("/runs", Cookie=cookie).status == 303


def test_a_token_is_for_one_session_alone(page: Page) -> None:
    """What another visitor's forms carry, and those before the login, does nothing."""
    cookies = [log_in(page).headers["Set-Cookie"].partition(";")[0] for _ in range(2)]
    found = [
        re.search(r'name="token" value="(\w+)"', page.get("/marked", Cookie=cookie).text)
        for cookie in cookies
    ]
    tokens = [one[1] for one in found if one]
    assert len({*tokens, form(page)[1]}) == 3
    assert send(page, "/untag-all", cookies[0], {}, token=tokens[1], tag="x").status == 403
    assert send(page, "/untag-all", cookies[0], {}, token=tokens[0], tag="x").status == 303


def test_the_form_of_the_login_takes_no_session_away(page: Page) -> None:
    """Who comes by a link from elsewhere brings no cookie, and keeps the one that stayed at home.
    A form that was open in another tab while somebody logged in works, too."""
    done = log_in(page).headers["Set-Cookie"].partition(";")[0]
    before, token = form(page)
    assert before.partition("=")[0] != done.partition("=")[0]
    assert page.get("/runs", Cookie=f"{done}; {before}").status == 200
    fields = {"token": token, "name": "maria", "password": PASSWORD}
    again = send(page, "/login", f"{done}; {before}", {}, **fields)
    assert again.status == 303
    assert page.get("/runs", Cookie=done).status == 303  # the new session has replaced it


def test_a_session_ends_by_time(tmp_path: Path) -> None:
    """Wherever its cookie is."""
    with opened(tmp_path, page_users={"maria": CHEAP}, page_session_hours=0.3 / 3600) as page:
        cookie = log_in(page).headers["Set-Cookie"].partition(";")[0]
        time.sleep(0.4)
        assert page.get("/runs", Cookie=cookie).status == 303


def test_wrong_names_and_passwords_are_told_alike(page: Page) -> None:
    """So that nobody learns who has an account."""
    answers = [
        log_in(page, *given)
        for given in (("maria", "wrong"), ("nobody", PASSWORD), ("", ""), ("maria", "ü" * 9_000))
    ]
    assert {answer.status for answer in answers} == {403}
    assert len({re.sub(r'value="\w*"', "", answer.text) for answer in answers}) == 1


def test_a_login_comes_from_the_login_form_alone(page: Page) -> None:
    """A page elsewhere cannot log somebody in, be it under its own name."""
    cookie, token = form(page)
    right = {"token": token, "name": "maria", "password": PASSWORD}
    for headers in (
        {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"}, {"Cookie": ""}, {"Cookie": "docmill-form=other"},
    ):  # fmt: skip
        assert send(page, "/login", cookie, headers, **right).status == 403
    assert send(page, "/login", cookie, {}, **{**right, "token": ""}).status == 403
    assert send(page, "/login", cookie, {}, **right).status == 303


@pytest.mark.parametrize(
    "address",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a\r\nX: y", "",
     "/login", "/" + "x" * 5_000, "/\t/evil.example"],
)  # fmt: skip
def test_a_login_leads_nowhere_else(page: Page, address: str) -> None:
    """What is no address of this page leads to the search."""
    assert log_in(page, next=address).headers["Location"] == "/"


def test_tries_are_counted_by_address_and_in_all(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then not even the right password is checked; who is logged in stays so."""
    cookie = log_in(page).headers["Set-Cookie"].partition(";")[0]
    monkeypatch.setattr(throttle, "MOST_OF_ADDRESS", 2)
    assert [log_in(page, password="wrong").status for _ in range(3)] == [403, 403, 429]
    refused = log_in(page)
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= throttle.WINDOW_SECONDS
    assert page.get("/runs", Cookie=cookie).status == 200


def test_many_addresses_are_counted_together_and_old_tries_not() -> None:
    """An address of IPv6 counts with its whole network; a right try counts no longer."""
    now = [0.0]
    counted = throttle.Throttle(lambda: now[0])
    for n in range(throttle.MOST_OF_ADDRESS):
        counted.begin(f"2001:db8:1:1::{n:x}")
    assert counted.wait_seconds("2001:db8:1:1::ffff") == throttle.WINDOW_SECONDS
    assert counted.wait_seconds("2001:db8:1:2::1") == 0
    for n in range(throttle.MOST_IN_ALL - throttle.MOST_OF_ADDRESS):
        begun = counted.begin(f"10.0.{n // 200}.{n % 200}")
    assert counted.wait_seconds("192.0.2.1") > 0
    counted.take_back(begun)
    assert counted.wait_seconds("192.0.2.1") == 0
    now[0] = throttle.WINDOW_SECONDS
    assert counted.wait_seconds("2001:db8:1:1::1") == 0


@pytest.mark.parametrize("login", [{"page_users": {"maria": CHEAP}}, PROXIED])
def test_a_program_comes_in_by_its_token(tmp_path: Path, login: dict[str, Any]) -> None:
    """It reads and changes by /api, without what a form needs, under its own name."""
    right = token.new_token()
    tokens = {"nightly": token.hashed(right), "other": token.hashed("another")}
    with opened(tmp_path, **login, page_tokens=tokens) as page:
        program = {"Authorization": f"bearer {right}"}
        assert page.get("/api/session", **program).text.startswith('{"user":"nightly",')
        assert page.get("/runs", **program).status == 200
        saved = page.send(
            "POST", "/api/searches", '{"name": "all", "query": ""}',
            {"Content-Type": "application/json", **program},
        )  # fmt: skip
        assert (saved.status, saved.text) == (200, '{"done":true}')
        # A form is for browsers: a token does not stand for its own.
        form = {"Content-Type": FORM, "Origin": page.url, **program}
        assert page.send("POST", "/searches/remove", "name=all", form).status == 403
        for wrong in (f"Bearer {right}x", "Bearer docmill_", f"Basic {right}", right):
            assert page.get("/api/session", Authorization=wrong).status in (401, 403)
        # A wrong token is not passed over; one of somebody else's, which a proxy may pass on, is.
        named = {"Remote-User": "maria"} if "page_user_header" in login else {}
        for given, status in ((f"Bearer {right}x", 403), ("Bearer eyJhbGciOiJub25lIn0", 200)):
            answer = page.get("/api/session", Authorization=given, **named)
            assert answer.status == (status if named else 401)


def test_by_a_certificate_of_its_own_the_page_speaks_https(tmp_path: Path) -> None:
    """Whoever trusts the certificate reads it, and its cookies go by HTTPS alone."""
    certificate, key = self_signed(tmp_path)
    files = {"page_certificate": certificate, "page_key": key}
    context = ssl.create_default_context(cafile=certificate)
    with opened(tmp_path, page_users={"maria": CHEAP}, **files) as page:
        address = urlsplit(page.url)
        connection = http.client.HTTPSConnection(address.netloc, timeout=60, context=context)
        with contextlib.closing(connection):
            connection.request("GET", "/login")
            answer = connection.getresponse()
            assert answer.status == 200
            assert answer.headers["Set-Cookie"].startswith("__Host-docmill-form=")
            assert "Secure" in answer.headers["Set-Cookie"].split("; ")
    names = {"page_users": {"m": CHEAP}, "page_hosts": "archive.example", "page_host": "127.0.0.1"}
    settings = load_settings(**files, **names, page_port=8443)
    assert page_address(settings) == "https://archive.example:8443"
    assert page_address(load_settings(**files)) == "https://127.0.0.1:8686"


def test_a_certificate_without_its_key_does_not_start(tmp_path: Path) -> None:
    """Nor with another one, or one that has a password, for which nobody is asked."""
    certificate, key = self_signed(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = self_signed(tmp_path / "other", password=b"secret")
    for wrong, message in (
        ({"page_certificate": certificate}, "both"),
        ({"page_certificate": certificate, "page_key": tmp_path / "none"}, "no certificate"),
        ({"page_certificate": key, "page_key": certificate}, "no certificate"),
        ({"page_certificate": certificate, "page_key": other}, "without a password"),
    ):
        with pytest.raises(ConfigurationError, match=message):
            page_address(load_settings(**wrong))


def self_signed(directory: Path, password: bytes | None = None) -> tuple[Path, Path]:
    """The files of a certificate for 127.0.0.1 and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    lock = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    files = directory / "certificate.pem", directory / "key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    )
    return files


def test_behind_a_proxy_with_https_the_cookie_says_so(tmp_path: Path) -> None:
    """Only if the proxy is trusted; its sender's address is then the one that is counted."""
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "9.9.9.9, 192.0.2.7"}
    for proxies, is_secure in (("127.0.0.0/8", True), ("192.0.2.1", False)):
        directory = tmp_path / str(is_secure)
        with opened(directory, page_users={"maria": CHEAP}, page_proxies=proxies) as page:
            answer = page.get("/login", **forwarded)
            assert ("Secure" in answer.headers["Set-Cookie"].split("; ")) is is_secure
            assert answer.headers["Set-Cookie"].startswith("__Host-docmill-form=") is is_secure
    settings = load_settings(page_users={"m": CHEAP}, page_proxies="127.0.0.1,10.0.0.0/8")
    access = Access(settings)
    headers = [(b"x-forwarded-for", b"9.9.9.9, 192.0.2.7, 10.1.1.1")]
    scope = {
        "type": "http",
        "path": "/",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "headers": headers,
    }
    assert access.visitor(scope).address == "192.0.2.7"
    assert access.visitor({**scope, "client": ("8.8.8.8", 1)}).address == "8.8.8.8"


def test_a_proxy_that_names_the_user_is_believed_and_nobody_else(tmp_path: Path) -> None:
    """Without a name, with two, or from elsewhere: nothing is shown."""
    with opened(tmp_path / "a", **PROXIED) as page:
        assert "<bdi>Åsa</bdi>" in page.get("/runs", **{"Remote-User": "Ã\x85sa"}).text
        assert page.get("/runs").status == 403
        assert page.get("/api/search", **{"Remote-User": ""}).status == 403
        assert page.get("/runs", **{"Remote-User": "x" * 300}).status == 403
        assert page.get("/login", **{"Remote-User": "maria"}).status == 404
        address = urlsplit(page.url)
        with socket.create_connection((address.hostname, address.port)) as connection:
            twice = "Remote-User: maria\r\nremote-user: evil\r\nConnection: close\r\n"
            connection.sendall(f"GET / HTTP/1.1\r\nHost: localhost\r\n{twice}\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.1 403")
    with opened(tmp_path / "b", **{**PROXIED, "page_proxies": "192.0.2.1"}) as page:
        assert page.get("/runs", **{"Remote-User": "maria"}).status == 403


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"page_host": "0.0.0.0"}, "needs a login"),
        ({"page_host": "192.168.1.20"}, "needs a login"),
        ({"page_hosts": "archive.example"}, "needs a login"),
        ({"page_user_header": "Remote-User"}, "anybody could send"),
        ({**PROXIED, "page_users": {"maria": CHEAP}}, "both set"),
        ({"page_users": {"maria": PASSWORD}}, "no hash"),
        ({"page_users": {"maria": CHEAP.replace("m=8,", "m=99999999,")}}, "too much"),
        ({"page_users": {"maria": CHEAP.replace("t=1,", "t=9999,")}}, "too much"),
        ({"page_users": {"": CHEAP}}, "empty"),
        ({"page_proxies": "nowhere"}, "no address"),
        ({"page_users": {"maria": CHEAP}, "page_tokens": {"nightly": "a-token"}}, "no hash"),
        ({"page_users": {"maria": CHEAP}, "page_tokens": {"": token.hashed("a")}}, "empty"),
        ({"page_tokens": {"nightly": token.hashed("a")}}, "leave the tokens out"),
    ],
)
def test_what_would_let_strangers_in_does_not_start(settings: dict[str, Any], message: str) -> None:
    """The message says what to set."""
    with pytest.raises(ConfigurationError, match=message):
        Access(load_settings(**settings))


def test_the_page_answers_to_its_own_names_alone(tmp_path: Path) -> None:
    """Listening on every address it has to be told them."""
    users = {"page_users": {"maria": CHEAP}}
    own = "192.168.1.20"
    assert own in allowed_hosts(load_settings(page_host=own, **users))
    every = {"page_host": "0.0.0.0", **users}
    with pytest.raises(ConfigurationError, match="DOCMILL_PAGE_HOSTS"):
        allowed_hosts(load_settings(**every))
    named = load_settings(page_hosts="Archive.example, 10.0.0.1", **every)
    assert {"archive.example", "10.0.0.1"} <= set(allowed_hosts(named))
    assert "0.0.0.0" not in allowed_hosts(named)
    with opened(tmp_path, page_hosts="Archive.example", **users) as page:
        assert page.get("/login", Host="archive.example:8443").status == 200
        refused = page.get("/login", Host="evil.example")
        assert refused.status == 400
        assert "open it as archive.example" in refused.text


def test_a_password_matches_its_own_hash_alone() -> None:
    """With a salt of its own; short ones are refused."""
    made = hashed(PASSWORD)
    assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert matches(PASSWORD, made)
    assert not matches(PASSWORD + " ", made)
    for wrong in ("", "short", "x" * (LONGEST + 1)):
        with pytest.raises(ConfigurationError, match="characters"):
            hashed(wrong)


def test_a_head_that_comes_too_slowly_ends_its_connection(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing at all, or byte by byte; who has got an answer can ask again."""
    monkeypatch.setattr(uvicorn, "HEAD_SECONDS", 0.3)
    address = urlsplit(page.url)
    for pieces in ((), (b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a", b"a")):
        with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.05)
            assert connection.recv(100) == b""
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        whole = b"GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n"
        connection.sendall(whole)
        assert connection.recv(12) == b"HTTP/1.1 200"
