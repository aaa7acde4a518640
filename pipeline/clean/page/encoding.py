"""From the bytes of a page to its characters."""


def decode_page(data: bytes) -> str:
    """Decode a page: byte order mark, then what its <meta> says, then what the bytes look like."""
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    encoding = detect_encoding(data, from_html_meta=True)
    text: str = bytes_to_str(data, encoding or "utf-8", errors="replace")
    return text
