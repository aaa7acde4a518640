"""The reason for which a file is left out that no converter reads: what kind of file it is."""

_REASONS = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "application/x-ole-storage": "office",
    "application/msword": "office",
    "application/epub+zip": "office",
    "message/rfc822": "mail",
    "application/mbox": "mail",
    "application/vnd.ms-outlook": "mail",
    "application/vnd.ms-outlook-pst": "mail",
    "application/vnd.ms-cab-compressed": "packed",
    "application/zip": "packed",
    "application/java-archive": "packed",
    "application/vnd.android.package-archive": "packed",
    "application/gzip": "packed",
    "application/x-compress": "packed",
    "application/x-xz": "packed",
    "application/zstd": "packed",
    "application/lzip": "packed",
    "application/x-lz4": "packed",
    "application/x-lzop": "packed",
    "application/x-7z-compressed": "packed",
    "application/vnd.rar": "packed",
    "application/x-archive": "packed",
    "application/x-cpio": "packed",
    "application/x-tar": "packed",
}
# Of whole families: the beginning of the type, and the reason.
_FAMILIES = (
    ("image/", "image"),
    ("audio/", "sound"),
    ("video/", "video"),
    ("application/vnd.openxmlformats-officedocument.", "office"),
    ("application/vnd.oasis.opendocument.", "office"),
    ("application/vnd.sun.xml.", "office"),
    ("application/vnd.ms-", "office"),
    ("application/vnd.visio", "office"),
    ("application/vnd.apple.", "office"),
    ("application/x-mspublisher", "office"),
    ("application/vnd.stardivision.", "office"),
)


def left_out_reason(media_type: str) -> str:
    """One short word, of `pipeline.reasons`."""
    if reason := _REASONS.get(media_type):
        return reason
    return next((r for family, r in _FAMILIES if media_type.startswith(family)), "not-text")
