"""`docmill password`: the hash of a password for the page."""

import getpass
import sys

from workers.command.view.output import notice, results

EPILOG = """\
\b
Asks for the password twice without showing it, and prints its hash by argon2id;
from a pipe it reads one line. The password itself is kept nowhere.

\b
  docmill password
in the file that DOCMILL_CONFIG names:
  [page_users]
  maria = "$argon2id$v=19$..."
then, for other machines:
  docmill serve --host 192.168.1.20
"""


def password() -> int:
    """Print the hash of a password for users of the page (DOCMILL_PAGE_USERS)."""
    from pipeline.errors import ConfigurationError
    from workers.page.password import hashed

    if sys.stdin is None:
        raise ConfigurationError("standard input is closed; pipe the password into it")
    if sys.stdin.isatty():
        given = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != given:
            raise ConfigurationError("the two are not the same; nothing was made")
    else:
        given = sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    results.print(hashed(given), soft_wrap=True, markup=False, highlight=False)
    notice("put it beside a name into DOCMILL_PAGE_USERS; see `docmill password --help`")
    return 0
