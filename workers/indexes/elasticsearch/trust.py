"""The authorities whose certificates are trusted, for an Elasticsearch with a private one."""

import ssl
from pathlib import Path

from pipeline.errors import ConfigurationError

SETTING = "DOCMILL_INDEX_CA_FILE"


def checked_ca(ca_file: Path, url: str) -> str:
    """The path of a PEM file of authorities, after a check.

    Raises:
        ConfigurationError: the file has no certificates, or the address does not use TLS.
    """
    if not url.startswith("https://"):
        raise ConfigurationError(
            f"{SETTING} is set, and DOCMILL_INDEX_URL does not begin with https://: nothing would "
            "be encrypted; change the address, or unset the file"
        )
    try:
        ssl.create_default_context(cafile=ca_file)
    except OSError as error:  # ssl.SSLError is one
        why = "no certificate in it" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigurationError(
            f"{SETTING}: {ca_file} cannot be used ({why}); it holds the certificates of "
            "authorities, in PEM (-----BEGIN CERTIFICATE-----)"
        ) from None
    return str(ca_file)
