"""Office files that are encrypted with the password that Office itself knows.

Excel encrypts so what is protected against changes only, and opens it without asking (MS-OFFCRYPTO,
2.4.2.3). Any other password is not asked for.
"""

import io
import re
from typing import Any

from pipeline.convert.converter import Encrypted
from pipeline.convert.office_key import package_key

PASSWORD = "VelvetSweatshop"
LOCKED = "the file opens with a password only: decrypt it first"
_TURNS = re.compile(rb'spinCount="(\d+)"')
_MOST_TURNS = 1_000_000  # of a hash; Office writes 100,000


def opened(data: bytes, password: str = PASSWORD) -> bytes:
    """The file without its encryption.

    Raises:
        Encrypted: it takes another password, or is encrypted in a way that is not known.
    """
    import msoffcrypto

    if any(len(turns) > 7 or int(turns) > _MOST_TURNS for turns in _TURNS.findall(data)):
        raise Encrypted(LOCKED)
    out = io.BytesIO()
    try:
        file: Any = msoffcrypto.OfficeFile(io.BytesIO(data))
        # A package is found to be none where the password is wrong; to verify that before would
        # take all turns of the hash again. Those of XLS are always verified.
        if file.format == "ooxml":
            file.load_key(secret_key=package_key(file.type, file.info, password))
        else:
            file.load_key(password=password)
        file.decrypt(out)
    except Exception:  # its own, and what parsers raise for damaged heads
        raise Encrypted(LOCKED) from None
    return out.getvalue()
