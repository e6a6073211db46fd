"""Whose certificates are believed, and how the reader accepts one that is not."""

from __future__ import annotations

import re
import ssl
from datetime import UTC
from hashlib import sha256

import pytest

from feeds import FeedError, HttpSource, SourceNotFound, open_source
from feeds.sources.http.place import pinned
from tui.chosen import Chosen
from tui.opening import Opener

from .misbehaving import CERTIFICATES, answer, serving
from .pages import live_page

GOOD = answer(live_page(3).encode(), 'ETag: "good"')


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def fingerprint(certificate: str) -> str:
    pem = (CERTIFICATES / f"{certificate}.pem").read_text(encoding="ascii")
    last = "-----BEGIN CERTIFICATE" + pem.rpartition("-----BEGIN CERTIFICATE")[2]
    return sha256(ssl.PEM_cert_to_DER_cert(last)).hexdigest()


def trusting(*, revoked: bool = False) -> ssl.SSLContext:
    """Believes the issuer of our own, and asks its list of revoked certificates if told."""
    context = ssl.create_default_context(cafile=str(CERTIFICATES / "issuer.pem"))
    if revoked:
        context.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    return context


def failure(source: HttpSource) -> str:
    with pytest.raises(FeedError) as caught:
        source.look()
    return str(caught.value)


@pytest.mark.row("H25")
def test_certificate_of_a_trusted_issuer_is_believed() -> None:
    with serving(GOOD, certificate="issued") as server:
        assert HttpSource(server.url, trust=trusting(revoked=True)).look() is not None


@pytest.mark.row("H25")
def test_store_of_the_system_is_what_is_trusted_and_checks_names(monkeypatch: pytest.MonkeyPatch) -> None:
    from feeds.sources.http import trust

    monkeypatch.setattr(trust, "system", trust.system.__wrapped__)  # anew for this environment
    with serving(GOOD, certificate="issued") as server:
        assert "an issuer that this system does not trust" in failure(HttpSource(server.url))
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "issuer.pem"))
        assert HttpSource(server.url).look() is not None
    context = trust.system()

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.row("H25")
@pytest.mark.parametrize(
    ("certificate", "trust", "says", "offered"),
    [
        ("localhost", None, "is signed by itself alone", True),
        ("issued", None, "comes from an issuer that this system does not trust", True),
        ("expired", ssl.create_default_context(cafile=str(CERTIFICATES / "expired.pem")), "has expired", True),
        ("other_name", ssl.create_default_context(cafile=str(CERTIFICATES / "other_name.pem")), "belongs to another name", True),
        ("revoked", trusting(revoked=True), "has been revoked", False),
    ],
    ids=["52-self_signed", "52-unknown_issuer", "52-expired", "52-wrong_name", "52-revoked"],
)
def test_cause_is_told_and_what_to_accept_it_by(certificate: str, trust: ssl.SSLContext | None, says: str, offered: bool) -> None:
    with serving(GOOD, certificate=certificate) as server:
        error = failure(HttpSource(server.url, trust=trust))

        assert f"cannot reach {server.url}: its certificate {says}" in error
        assert server.requests == []
    found = re.search(r'certificate = "([0-9a-f]{64})" in the settings file', error)
    assert (found[1] if found else None) == (fingerprint(certificate) if offered else None)


@pytest.mark.row("H25")
@pytest.mark.parametrize("certificate", ["localhost", "expired", "other_name", "issued"])
def test_certificate_that_the_reader_accepts_is_believed_and_no_other(certificate: str) -> None:
    with serving(GOOD, certificate=certificate) as server, serving(GOOD, certificate="revoked") as other:
        error = failure(HttpSource(server.url))
        named = re.findall(r'"([0-9a-f]{64})"', error)
        served = open_source(server.url, certificate=named[0])
        assert isinstance(served, HttpSource)
        assert served.look() is not None

        changed = failure(HttpSource(other.url, pin=named[0]))
        assert "another certificate than the one that is accepted" in changed
        assert fingerprint("revoked") in changed
        assert other.requests == []


@pytest.mark.row("H25")
def test_what_is_accepted_of_one_server_is_believed_of_no_other() -> None:
    with serving(GOOD, certificate="localhost") as other, serving(answer(b"", f"Location: {other.url}", status="302 Found"), certificate="localhost") as server:
        error = failure(HttpSource(server.url, pin=fingerprint("localhost")))

        assert "is signed by itself alone" in error
        assert "settings file" not in error  # accepting it would not help: it is of another server
        assert other.requests == []


@pytest.mark.row("H25")
@pytest.mark.parametrize(
    "text", ["ab" * 32, "AB" * 32, ":".join(["AB"] * 32), "sha256:" + "ab" * 32, "SHA256 Fingerprint=" + ":".join(["AB"] * 32), f" {'ab' * 32}\n"], ids=ascii
)
def test_fingerprint_is_read_as_tools_write_it(text: str) -> None:
    assert pinned(text) == "ab" * 32


@pytest.mark.parametrize("text", ["", "yes", "ab" * 20, "xy" * 32, "ab" * 33])
def test_fingerprint_that_is_none_believes_nobody(text: str) -> None:
    with pytest.raises(SourceNotFound, match="64 hexadecimal digits"):
        HttpSource("https://news.example/", pin=text)


@pytest.mark.row("H25")
def test_certificate_of_the_settings_is_the_one_that_is_believed() -> None:
    with serving(GOOD, certificate="localhost") as server:
        opened = Opener(zone=UTC).open(Chosen(name=server.url, certificate=fingerprint("localhost")))

        assert isinstance(opened, HttpSource)
        assert opened.look() is not None
