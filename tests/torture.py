"""The faults of servers, row by row, as RELIABILITY's torture table has them, and what a poll of each comes to."""

from __future__ import annotations

import asyncio
import gzip
import zlib

from msgspec import Struct

from feeds.sources.http import Caps

from . import hostile
from . import misbehaving as bad
from .following import ERR, NEW, SAME, STOP
from .misbehaving import Step, answer
from .waiting import PATIENCE

PATIENT = Caps(wire=256 << 10, decoded=2 << 20)
DEAF = Caps(connect=0.3, first_byte=PATIENCE, total=PATIENCE)
MUTE = Caps(connect=PATIENCE, first_byte=0.3, total=PATIENCE)
SOON = Caps(connect=PATIENCE, first_byte=PATIENCE, total=0.6)
"""Of each only one time is limited: of two that are over at once on a machine that stalls, either may be told."""
ROOMY = Caps()
GZIP = "Content-Encoding: gzip"
KNOWN, ONE_MORE = ("Gates closed", "Ferry turned back", "Lantern lit"), "Bridge lifted"


class Row(Struct, frozen=True):
    """One fault: what the server answers to one poll, and what that comes to."""

    number: int
    name: str
    steps: tuple[Step, ...]
    """One for each request of the poll."""
    outcome: str
    says: str = ""
    """What stands in the error, as a regular expression."""
    caps: Caps = PATIENT
    etag: str | None = None
    """What is asked with afterwards. None: after news, nothing; else what the last good answer said."""

    @property
    def id(self) -> str:
        return f"{self.number:02}-{self.name}"


def feed(*titles: str, more: str = "") -> bytes:
    """A feed whose ids are its titles, so long that it can be cut."""
    items = "".join(f"<item><title>{title}</title><guid>{title}</guid><description>{'Words of it. ' * 40}</description></item>" for title in titles)
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Quay</title>{more}{items}</channel></rss>'.encode()


def moved(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", f"Location: {location}", status=status)


PAGE, NEWER = feed(*KNOWN), feed(ONE_MORE, *KNOWN)
PACKED = gzip.compress(NEWER)
GOOD = answer(PAGE, 'ETag: "good"')
FRESH = answer(NEWER, 'ETag: "fresh"')
UNCHANGED = answer(status="304 Not Modified", length=False)


async def _half_of_it(writer: asyncio.StreamWriter) -> None:
    """An answer that redirects, with a body that has no end."""
    writer.write(answer(b"x" * 100, "Location: /there", "Content-Length: 99999999999", status="301 Moved", length=False))
    await writer.drain()
    await bad.silence(writer)


HOSTILE = (
    "billion laughs",
    "entity of a file",
    "ends in a tag",
    "attribute of 3 MB that never ends",
    "20,000 namespaces",
)

ROWS: tuple[Row, ...] = (
    Row(3, "never_answers", (bad.silence,), ERR, "nothing comes for 0.3 s", caps=MUTE),
    Row(5, "slow_head", (bad.trickle(GOOD),), ERR, "not done within 0.6 s", caps=SOON),
    Row(6, "slow_body", (bad.trickle(NEWER, answer(NEWER)[: -len(NEWER)]),), ERR, "not done within 0.6 s", caps=SOON),
    Row(7, "closes_at_once", (b"",), ERR, "hangs up without an answer"),
    Row(8, "reset_in_the_body", (bad.reset_after(answer(NEWER)[:-300]),), ERR, "cut off|breaks off"),
    Row(9, "cut_body", (answer(NEWER)[:-100],), ERR, "cut off"),
    Row(10, "no_last_chunk", (bad.chunked(NEWER, end=b""),), ERR, "cut off"),
    Row(11, "bad_chunk_size", (bad.chunked(NEWER, size=b"zz"),), ERR, "HTTP"),
    Row(12, "length_too_small", (answer(NEWER, "Content-Length: 2", length=False),), ERR, "longer than it says"),
    Row(12, "length_negative", (answer(NEWER, "Content-Length: -2", length=False),), ERR, "HTTP"),
    Row(12, "lengths_differ", (answer(NEWER, "Content-Length: 3"),), ERR, "HTTP"),
    Row(13, "length_huge", (bad.then_silence(answer(b"", "Content-Length: 99999999999999", length=False)),), ERR, "99,999,999,999,999 bytes"),
    Row(14, "endless_body", (bad.endless(answer(length=False), b"x" * 4096),), ERR, "more than the 262,144 bytes"),
    Row(
        14, "endless_chunks", (bad.endless(answer(b"", "Transfer-Encoding: chunked", length=False), b"1000\r\n" + b"x" * 4096 + b"\r\n"),), ERR, "262,144 bytes"
    ),
    Row(16, "endless_header_line", (bad.endless(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 4096),), ERR, "head|HTTP"),
    Row(16, "endless_headers", (bad.endless(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 500),), ERR, "head|HTTP"),
    Row(16, "long_header_line", (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",), ERR, "head|HTTP"),
    Row(18, "processing_for_ever", (b"HTTP/1.1 102 Processing\r\n\r\n" * 20_000 + GOOD,), ERR, "again and again"),
    Row(19, "early_hints", (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + answer(NEWER),), NEW),
    Row(20, "no_http", (NEWER,), ERR, "HTTP|without an answer"),
    Row(20, "icy", (b"ICY 200 OK\r\n\r\n" + NEWER,), ERR, "HTTP"),
    Row(20, "letters", (b"HTTP/1.1 2OO OK\r\n\r\n" + NEWER,), ERR, "HTTP"),
    Row(20, "status_999", (answer(NEWER, status="(999)"),), ERR, "(999)"),
    Row(21, "bare_line_feeds", (answer(NEWER).replace(b"\r\n", b"\n"),), NEW),
    Row(21, "folded_header", (answer(NEWER, "X-Long: a\r\n  b"),), NEW),
    Row(22, "nul_in_a_header", (answer(NEWER, "X: a\0b"),), ERR, "HTTP"),
    Row(23, "gzip_cut", (answer(PACKED[:-12], GZIP),), ERR, "cut off"),
    Row(24, "gzip_damaged", (answer(PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], GZIP),), ERR, "damaged"),
    Row(25, "gzip_that_is_none", (answer(NEWER, GZIP),), ERR, "not packed as it says"),
    Row(26, "gzip_without_a_label", (answer(PACKED),), NEW),
    Row(26, "gzip_cut_without_a_label", (answer(PACKED[:-12]),), ERR, "cut off"),
    Row(27, "two_gzip_members", (answer(gzip.compress(NEWER[:900]) + gzip.compress(NEWER[900:]), GZIP),), NEW),
    Row(27, "junk_after_gzip", (answer(PACKED + b"junk", GZIP),), ERR, "something follows its end"),
    Row(28, "bomb", (answer(bad.bomb(128), GZIP),), ERR, "swells|more than"),
    Row(28, "bomb_without_a_label", (answer(bad.bomb(128)),), ERR, "swells|more than"),
    Row(28, "gzip_in_gzip", (answer(bad.twice_gzip(NEWER), GZIP),), ERR, "packed more than once"),
    Row(28, "six_codings", (answer(PACKED, "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip"),), ERR, "packed more than once"),
    Row(29, "brotli", (answer(NEWER, "Content-Encoding: br"),), ERR, "not asked for"),
    Row(29, "unknown_coding", (answer(NEWER, "Content-Encoding: x-foo"),), ERR, "not asked for"),
    Row(30, "raw_deflate", (answer(bad.deflated(NEWER), "Content-Encoding: deflate"),), NEW),
    Row(30, "deflate", (answer(zlib.compress(NEWER), "Content-Encoding: deflate"),), NEW),
    Row(31, "not_modified_with_a_body", (answer(NEWER, status="304 Not Modified"),), SAME),
    Row(36, "same_etag_other_body", (answer(NEWER, 'ETag: "good"'),), NEW, etag='"good"'),
    Row(38, "no_content", (answer(status="204 No Content", length=False),), ERR, "nothing"),
    Row(38, "reset_content", (answer(status="205 Reset Content"),), ERR, "nothing"),
    Row(38, "partial_content", (answer(NEWER[:500], "Content-Range: bytes 0-499/900", status="206 Partial Content"),), ERR, "part"),
    Row(43, "redirect_to_a_file", (moved("file:///etc/hostname"),), ERR, "file addresses"),
    Row(43, "redirect_to_ftp", (moved("ftp://127.0.0.1/"),), ERR, "ftp addresses"),
    Row(43, "redirect_to_javascript", (moved("javascript:alert(1)"),), ERR, "javascript addresses"),
    Row(43, "redirect_to_data", (moved("data:text/plain,hello"),), ERR, "data addresses"),
    Row(43, "redirect_to_nowhere", (answer(status="302 Found"),), ERR, "does not say where"),
    Row(43, "redirect_to_a_broken_host", (moved("http://[::1"),), ERR, "its host is none"),
    Row(43, "redirect_with_a_password", (moved("http://ann:secret@127.0.0.1/"),), ERR, "user name"),
    Row(43, "redirect_with_a_backslash", (moved("http://a.example\\@127.0.0.1/"),), ERR, "backslash"),
    Row(49, "server_error", (answer(NEWER, status="(500)"),), ERR, "(500)"),
    Row(49, "bad_gateway", (answer(NEWER, status="(502)"),), ERR, "(502)"),
    Row(49, "gateway_timeout", (answer(NEWER, status="504 Gateway Timeout"),), ERR, "(504)"),
    Row(55, "empty", (answer(),), ERR, "empty"),
    Row(55, "empty_gzip", (answer(b"", GZIP),), ERR, "empty"),
    Row(55, "a_space", (answer(b" \r\n"),), ERR, "empty"),
    Row(55, "declaration_alone", (answer(b'<?xml version="1.0"?>\n'),), ERR, "empty"),
    Row(12, "length_is_no_number", (answer(NEWER, "Content-Length: many", length=False),), ERR, "HTTP"),
    Row(
        15,
        "length_and_chunks",
        (answer(b"", "Transfer-Encoding: chunked", f"Content-Length: {len(NEWER)}", length=False) + b"%x\r\n%b\r\n0\r\n\r\n" % (len(NEWER), NEWER),),
        NEW,
        etag=None,
    ),
    Row(17, "5000_header_lines", (answer(NEWER, *(f"X-Filler-{number}: y" for number in range(5000))),), NEW),
    Row(22, "escape_in_an_etag", (answer(NEWER, 'ETag: "\x1b[2J"'),), NEW),
    Row(22, "tab_in_an_etag", (answer(NEWER, 'ETag: "a\tb"'),), NEW),
    Row(29, "zstd", (answer(NEWER, "Content-Encoding: zstd"),), ERR, "not asked for"),
    Row(34, "not_modified_with_a_new_etag", (answer(b"", 'ETag: "newer"', status="304 Not Modified", length=False),), SAME, etag='"newer"'),
    Row(35, "same_bytes_with_a_new_etag", (answer(PAGE, 'ETag: "newer"'),), SAME, etag='"newer"'),
    Row(37, "etag_of_2_kb", (answer(NEWER, f'ETag: "{"x" * 2000}"'),), NEW),
    Row(37, "etag_weak", (answer(NEWER, 'ETag: W/"a"'),), NEW, etag='W/"a"'),
    Row(37, "etag_without_quotes", (answer(NEWER, "ETag: a"),), NEW, etag="a"),
    Row(37, "etag_empty", (answer(NEWER, 'ETag: ""'),), NEW, etag='""'),
    Row(37, "etag_latin_1", (answer(NEWER, 'ETag: "é"'),), NEW, etag='"é"'),
    Row(38, "additions_alone", (answer(feed(ONE_MORE), status="226 IM Used"),), NEW),
    Row(39, "moved_for_good", (moved("/there", "301 Moved Permanently"), FRESH), NEW),
    Row(
        40,
        "moved_to_a_login",
        (moved("/login", "301 Moved Permanently"), answer(b"<!doctype html><title>Log in</title><form><input></form>", "Content-Type: text/html")),
        ERR,
        "cannot be read",
    ),
    Row(41, "moved_for_good_and_then_for_now", (moved("/there", "308 Permanent Redirect"), moved("/here"), FRESH), NEW),
    Row(42, "redirects_for_ever", (moved("/round"),) * 6, ERR, "redirects more than 5 times"),
    Row(44, "redirect_with_an_endless_body", (_half_of_it, FRESH), NEW),
    Row(48, "too_many_requests", (answer(b"", "Retry-After: 120", status="429 Too Many Requests"),), ERR, r"\(429\)"),
    *(
        Row(48, f"too_many_requests_{number}", (answer(b"", f"Retry-After: {value}", status="429 Too Many Requests"),), ERR, r"\(429\)")
        for number, value in enumerate(["Sat, 04 Oct 2025 12:10:00 GMT", "", "1" + "0" * 20, "-1", "soon", "٣٠".encode().decode("latin-1")])
    ),
    Row(49, "busy", (answer(b"", "Retry-After: 120", status="503 Service Unavailable"),), ERR, r"\(503\)"),
    Row(50, "not_found", (answer(NEWER, status="404 Not Found"),), ERR, r"\(404\)"),
    Row(50, "forbidden", (answer(NEWER, status="403 Forbidden"),), ERR, r"\(403\)"),
    Row(50, "withheld", (answer(NEWER, status="451 Unavailable For Legal Reasons"),), ERR, r"\(451\)"),
    Row(50, "gone", (answer(NEWER, status="410 Gone"),), STOP, r"\(410\)"),
    Row(50, "login_wanted", (answer(NEWER, "WWW-Authenticate: Basic", status="401 Unauthorized"),), STOP, r"\(401\)"),
    *(
        Row(51, f"freshness_{number}", (answer(NEWER, header),), NEW)
        for number, header in enumerate(
            [
                "Cache-Control: max-age=3600",
                f"Cache-Control: max-age={16 * 31_536_000}",
                "Cache-Control: max-age=-1",
                'Cache-Control: max-age="60"',
                "Expires: 0",
                "Age: 99999999999999999999",
            ]
        )
    ),
    *(
        Row(54, f"charset_{label}", (answer(NEWER.replace(b"Quay", "Kai für".encode()), f"Content-Type: text/xml; charset={label}"),), NEW)
        for label in ("utf-99", "zip", "utf-7", "rot13")
    ),
    Row(54, "declaration_that_lies", (answer(NEWER.replace(b"UTF-8", b"utf-7"), "Content-Type: text/xml"),), NEW),
    Row(55, "picture", (answer(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "Content-Type: image/png"),), ERR, "cannot be read"),
    Row(
        55,
        "error_page",
        (answer(b"<!doctype html><title>Oops</title><h1>Something went wrong</h1><p>Try again.</p>", "Content-Type: text/html"),),
        ERR,
        "cannot be read",
    ),
    Row(56, "feed_without_posts", (answer(feed()),), SAME, etag=""),
    Row(57, "half_of_the_posts", (answer(feed(KNOWN[0])),), SAME, etag=""),
    Row(
        59,
        "5000_new_posts",
        (answer(gzip.compress(b"<rss><channel>" + b"".join(b"<item><guid>%d</guid></item>" % number for number in range(5000)) + b"</channel></rss>"), GZIP),),
        NEW,
        caps=ROOMY,
        etag=None,
    ),
    *(
        Row(60, f"hostile_{number}", (answer(make(), "Content-Type: text/xml"),), f"{ERR} {NEW} {SAME}", caps=ROOMY)
        for number, make in enumerate(hostile.XML[name] for name in HOSTILE)
    ),
    Row(61, "hostile_text", (answer(feed("A\x1b]52;c;aGVsbG8=\x07B [/] \u202egpj.exe", *KNOWN)),), NEW),
    Row(63, "clock_a_day_ahead", (answer(NEWER, "Date: Sun, 05 Oct 2025 12:00:00 GMT"),), NEW),
    Row(63, "clock_a_day_behind", (answer(NEWER, "Date: Fri, 03 Oct 2025 12:00:00 GMT"),), NEW),
)
"""Those that one source shows in one poll after a good one."""
