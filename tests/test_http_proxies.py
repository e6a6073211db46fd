"""Through which proxy an address is asked, by the environment."""

from __future__ import annotations

import socket
import threading

import pytest

from feeds import HttpSource, SourceNotFound, SourceUnavailable
from feeds.sources.http.proxies import excepted, proxy_for

from .misbehaving import answer, closed_port, serving
from .pages import live_page
from .waiting import join

GOOD = answer(live_page(3).encode())
PROXY, OTHER = "http://proxy.example:3128", "http://other.example:8080"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.row("H26")
@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "http://news.example/", None),
        ({"http_proxy": PROXY}, "http://news.example/", PROXY),
        ({"http_proxy": PROXY}, "https://news.example/", None),
        ({"HTTP_PROXY": PROXY}, "http://news.example/", PROXY),
        ({"https_proxy": PROXY}, "https://news.example/", PROXY),
        ({"HTTPS_PROXY": PROXY}, "https://news.example/", PROXY),
        ({"all_proxy": PROXY}, "http://news.example/", PROXY),
        ({"ALL_PROXY": PROXY}, "https://news.example/", PROXY),
        ({"all_proxy": PROXY, "http_proxy": OTHER}, "http://news.example/", OTHER),
        ({"http_proxy": PROXY, "HTTP_PROXY": OTHER}, "http://news.example/", PROXY),
        ({"http_proxy": "", "HTTP_PROXY": OTHER}, "http://news.example/", None),
        ({"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, "http://news.example/", None),
        ({"http_proxy": "proxy.example:3128"}, "http://news.example/", PROXY),
        ({"all_proxy": "socks5://proxy.example"}, "http://news.example/", "socks5://proxy.example"),
        ({"http_proxy": PROXY, "no_proxy": "news.example"}, "http://news.example/", None),
        ({"http_proxy": PROXY, "NO_PROXY": "news.example"}, "http://news.example:8080/", None),
        ({"http_proxy": PROXY, "no_proxy": "news.example:80"}, "http://news.example/", None),
        ({"http_proxy": PROXY, "no_proxy": "news.example:8080"}, "http://news.example/", PROXY),
        ({"all_proxy": PROXY, "no_proxy": "*"}, "https://news.example/", None),
        *(
            ({"all_proxy": PROXY, "http_proxy": PROXY}, f"http://{host}/", None)
            for host in ("localhost", "127.0.0.1", "127.8.9.1:8080", "[::1]", "a.localhost", "[::ffff:127.0.0.1]", "LOCALHOST.", "127.1", "2130706433")
        ),
        ({"all_proxy": PROXY}, "http://[fe80::1]/", PROXY),
        ({"all_proxy": PROXY}, "http://[fe80::1%25eth0]/", None),
    ],
)
def test_environment_names_the_proxy(environment: dict[str, str], url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert proxy_for(url) == proxy


@pytest.mark.row("H26")
@pytest.mark.parametrize(
    ("host", "port", "no_proxy", "found"),
    [
        ("news.example", 80, "", False),
        ("news.example", 80, "other.example, news.example", True),
        ("news.example", 80, "other.example news.example", True),
        ("NEWS.example", 80, "News.Example", True),
        ("a.news.example", 80, "news.example", True),
        ("a.news.example", 80, ".news.example", True),
        ("a.news.example", 80, "*.news.example", True),
        ("news.example", 80, ".news.example", True),
        ("goodnews.example", 80, "news.example", False),
        (f"{'a' * 64}.example", 80, f"{'a' * 64}.example", True),
        ("a..example", 80, "b..example", False),
        ("news.example", 80, "a.news.example", False),
        ("news.example", 443, "news.example:443", True),
        ("news.example", 80, "news.example:443", False),
        ("news.example", 80, "http://news.example", True),
        ("10.1.2.3", 80, "10.0.0.0/8", True),
        ("11.1.2.3", 80, "10.0.0.0/8", False),
        ("10.1.2.3", 80, "10.1.2.3", True),
        ("10.1.2.3", 8080, "10.1.2.3:8080", True),
        ("110.1.2.3", 80, "10.1.2.3", False),
        ("10.1.2.3", 80, "10.1.2.9/24", True),
        ("::ffff:10.1.2.3", 80, "10.0.0.0/8", True),
        ("fd00::1", 80, "fd00::/8", True),
        ("fd00::1", 80, "[fd00::1]", True),
        ("fd00::1", 8080, "[fd00::1]:8080", True),
        ("fd00::1", 80, "[fd00::1]:8080", False),
        ("fe80::1", 80, "fd00::/8", False),
        ("fd00::1", 80, "10.0.0.0/8", False),
        ("bücher.example", 80, "xn--bcher-kva.example", True),
        ("news.example", 80, "*", True),
        ("news.example", 80, "a,*,b", True),
        ("news.example", 80, "10.0.0.0/99, [, :, //, .", False),
    ],
)
def test_hosts_that_are_asked_without_a_proxy(host: str, port: int, no_proxy: str, found: bool) -> None:
    assert excepted(host, port, no_proxy) is found


@pytest.mark.row("H26")
@pytest.mark.parametrize("proxy", ["http://", "http://:3128", "http://proxy.example:0"])
def test_proxy_without_a_host_or_a_port_is_none(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(ValueError, match="its host or port is none"):
        proxy_for("http://news.example/")


@pytest.mark.row("H26")
def test_proxy_makes_a_way_to_a_server_that_is_asked_in_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(status="407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url.replace("//", "//ann:hush@"))
        with pytest.raises(SourceNotFound) as caught:
            HttpSource("https://news.example/live?token=hush").look()

    assert "does not take the user name and the password that the environment has for it (407)" in str(caught.value)
    assert "hush" not in str(caught.value)
    assert proxy.requests[0].startswith(b"CONNECT news.example:443 HTTP/1.1\r\n")
    assert b"token" not in proxy.requests[0]
    assert b"Proxy-Authorization: Basic YW5uOmh1c2g=" in proxy.requests[0]


@pytest.mark.row("H15")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_that_wants_a_login_stops_it_and_says_where_to_write_one(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(status="407 Proxy Authentication Required")) as proxy:
        monkeypatch.setenv(f"{scheme}_proxy", proxy.url)
        with pytest.raises(SourceNotFound) as caught:
            HttpSource(f"{scheme}://news.example/live").look()

    host = f"127.0.0.1:{proxy.port}"
    assert f"the proxy {host} wants a user name and a password; write them into the environment, as {scheme}_proxy=name:password@{host} (407)" in str(
        caught.value
    )


@pytest.mark.row("H26")
@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_socks_proxy_is_asked_to_find_the_name(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = []

    def serve(listening: socket.socket) -> None:
        taken, _ = listening.accept()
        with taken:
            taken.recv(64)
            taken.sendall(b"\x05\x00")
            heard.append(taken.recv(512))
            taken.sendall(b"\x05\x00\x00\x01\0\0\0\0\0\0")
            heard.append(taken.recv(4096))
            taken.sendall(GOOD)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        monkeypatch.setenv("all_proxy", f"{scheme}://127.0.0.1:{listening.getsockname()[1]}")
        document = HttpSource("http://news.example/live").look()
        join(thread)

    assert document is not None
    assert b"news.example" in heard[0]
    assert heard[1].startswith(b"GET /live HTTP/1.1\r\n")


@pytest.mark.row("H26", "H33")
@pytest.mark.parametrize("proxy", ["gopher://ann:hush@127.0.0.1:1", "http://[::1", "http://ann:hush@127.0.0.1:99999", "http://ann:hush@127.0.0.1:{closed}"])
def test_proxy_that_cannot_be_used_is_told_without_its_password(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", proxy.format(closed=closed_port()))
    with pytest.raises(SourceUnavailable) as caught:
        HttpSource("http://news.example/").look()

    assert "hush" not in str(caught.value)
    assert "closed" in proxy or "the proxy that the environment names cannot be used" in str(caught.value)
