"""What of a link says which page it leads to: two sources that link to one page spell its address differently."""

from __future__ import annotations

import re
from unicodedata import normalize

from ..wording import Wording

DEEPEST = 3
"""Addresses inside of addresses that are looked into."""
LONGEST = 4000


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TRACKING = _names("""
    fbclid gclid gclsrc gbraid wbraid dclid msclkid yclid twclid ttclid mc_cid mc_eid igshid igsh ref_src ref_url referrer cmp cmpid campid campaign campaign_id
    xtor ocid smid smtyp partner feedname feedtype rss spm mkt_tok s_cid ito guccounter guce_referrer guce_referrer_sig taid icid intcid intcmp sr_share share
    ncid amp outputtype echobox link_time traffic_source linkid newsletter newsletter_id __twitter_impression __source _ga __s cn_id ss_source
    ss_campaign_id emci emdi ceid wprov rssfeed fromrss is_from_rss
""")
"""Names of parameters that tell where the reader came from, in lower case."""
_TRACKING_BEGINS = ("utm_", "at_", "ns_", "pk_", "mtm_", "piwik_", "matomo_", "hsa_", "_hs", "oly_", "vero_", "wt_", "wt.", "ga_", "stm_", "trk_", "mkt_")
_AMBIGUOUS = _names("ref source src from via medium channel feed s")
"""Names that tell the same, when their value does."""
_CHANNEL = re.compile(r"rss|feed|atom|twitter|facebook|social|newsletter|e-?mail|share|app|home|push|telegram|whatsapp|google", re.IGNORECASE)
_IDLE = re.compile(r"|comments?|respond|disqus_thread|top|main|content|start|rss|:~:.*", re.IGNORECASE)
"""Fragments that name no post of a page."""
_SESSION = Wording(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp)", re.IGNORECASE)
_AMP = Wording(r"\.amp(?=\.html?$|$)")


def link_key(link: str | None) -> str | None:
    """The same text for all spellings of one page's address; None for what leads to no page of its own, such as a site's front page.

    Scheme, `www.`, the phone's and AMP's copies of a page, parameters that tell where the reader came from, their order and a last slash
    say nothing. A fragment that names a post of a page does.
    """
    if not link or len(link) > LONGEST:
        return None
    for _ in range(DEEPEST):
        key, inner = _key(link)
        if inner is None:
            return key
        link = inner
    return None


def _key(link: str) -> tuple[str | None, str | None]:
    """The key of an address, or the address that it wraps."""
    from urllib.parse import parse_qsl, unquote, urlsplit

    try:
        parts = urlsplit(link.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None, None
    if parts.scheme not in ("http", "https"):
        return (link.strip() if parts.scheme and parts.netloc else None), None
    if not host:
        return None, None
    pairs = parse_qsl(parts.query, keep_blank_values=True) if parts.query else []
    if inner := _wrapped(host, parts.path, dict(pairs)):
        return None, inner
    host = _plain_host(host)
    path = _SESSION.compiled.sub("", parts.path) if ";" in parts.path else parts.path
    if "%" in path or not path.isascii():
        path = normalize("NFC", unquote(path, errors="surrogateescape"))
    steps = [_AMP.compiled.sub("", step) if ".amp" in step else step for step in path.split("/") if step]
    if steps and _INDEX.fullmatch(steps[-1]):
        steps.pop()
    if len(steps) > 1 and steps[-1] == "amp":
        steps.pop()
    elif len(steps) > 1 and steps[0] == "amp":
        del steps[0]
    kept = sorted((name, value) for name, value in pairs if not _tells_nothing(name, value))
    fragment = "" if _IDLE.fullmatch(parts.fragment) or _tells_nothing(*parts.fragment.partition("=")[::2]) else f"#{parts.fragment}"
    if not (steps or kept or fragment):
        return None, None
    query = "&".join(f"{name}={value}" for name, value in kept)
    return f"{host}{f':{port}' if port not in (None, 80, 443) else ''}/{'/'.join(steps)}{'?' if query else ''}{query}{fragment}", None


def _plain_host(host: str) -> str:
    """A host without what says "this is the web", "this is for phones"."""
    for lead in ("www.", "amp.", "m.", "mobile."):
        if host.startswith(lead) and host.count(".") > 1:
            host = host[len(lead) :]
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _tells_nothing(name: str, value: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_BEGINS) or (name in _AMBIGUOUS and bool(_CHANNEL.search(value)))


def _wrapped(host: str, path: str, query: dict[str, str]) -> str | None:
    """The address that another leads to: through a search engine's counter, or as its copy of an AMP page."""
    if host.endswith(".cdn.ampproject.org"):
        return _after(path, r"/[a-z]/(s/)?(.+)")
    if "google." in host and re.fullmatch(r"(?:www\.)?google\.[a-z.]+", host):
        if path == "/url":
            target = query.get("url") or query.get("q") or ""
            return target if target.startswith(("http://", "https://")) else None
        return _after(path, r"/amp/(s/)?(.+)")
    return None


def _after(path: str, form: str) -> str | None:
    found = re.fullmatch(form, path)
    return f"http{'s' if found[1] else ''}://{found[2]}" if found else None
