"""Helpers for tests of web archives, wikis and news: small files in these formats."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

DATE = "2024-01-02T03:04:05Z"


def record(
    kind: str, url: str, block: bytes, *, content_type: str = "", length: int | None = None
) -> bytes:
    """One WARC record; `length` is what it says of its block, if that is wrong."""
    told = content_type or "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {DATE}\r\n"
        f"WARC-Record-ID: <urn:uuid:0>\r\nContent-Type: {told}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(
    body: bytes, content_type: str = "text/plain", status: str = "200 OK", **head: str
) -> bytes:
    """What a server answers; `head`: further lines, with "_" for "-"."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in head.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def page(url: str, body: bytes, content_type: str = "text/plain", **head: str) -> bytes:
    """A record of a server's answer."""
    return record("response", url, answer(body, content_type, **head))


def wiki(pages: Mapping[str, str]) -> bytes:
    """A dump of a wiki."""
    texts = "".join(
        f"<page><title>{escape(title)}</title><ns>0</ns><id>{number}</id><revision><id>9</id>"
        f"<timestamp>{DATE}</timestamp><contributor><username>Ann</username></contributor>"
        f'<model>wikitext</model><text xml:space="preserve">{escape(text)}</text></revision></page>'
        for number, (title, text) in enumerate(pages.items(), 1)
    )
    return (
        '<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11"><siteinfo>'
        f"<base>https://a.org/wiki/Main_Page</base></siteinfo>{texts}</mediawiki>"
    ).encode()


def rss(texts: Sequence[str]) -> bytes:
    """A feed in RSS 2.0."""
    items = "".join(
        f"<item><title>{number}</title><link>http://a/{number}</link><guid>g{number}</guid>"
        f"<description>{escape(text)}</description><category>Politics</category>"
        "<pubDate>Tue, 02 Jan 2024 03:04:05 GMT</pubDate></item>"
        for number, text in enumerate(texts)
    )
    return f'<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def atom(texts: Sequence[str]) -> bytes:
    """A feed in Atom."""
    entries = "".join(
        f"<entry><title>{number}</title><id>urn:{number}</id><updated>{DATE}</updated>"
        f'<author><name>Bob</name></author><content type="text">{escape(text)}</content></entry>'
        for number, text in enumerate(texts)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entries}</feed>'.encode()


def newsml(texts: Sequence[str]) -> bytes:
    """A message in NewsML-G2."""
    items = "".join(
        f'<newsItem guid="tag:a,{number}"><itemMeta><versionCreated>{DATE}</versionCreated>'
        f"</itemMeta><contentMeta><headline>{number}</headline><by>By Jane Roe</by>"
        '<subject qcode="medtop:11000000"/></contentMeta><contentSet><inlineXML>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>'
        f"{escape(text)}</p></body></html></inlineXML></contentSet></newsItem>"
        for number, text in enumerate(texts)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>'
        f"{items}</itemSet></newsMessage>"
    ).encode()
