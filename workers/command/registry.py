"""All commands; importing this module registers them, in the order of `docmill --help`."""

# isort: off
from workers.command import run  # noqa: F401
from workers.command import analyze  # noqa: F401
from workers.command import search  # noqa: F401
from workers.command import show  # noqa: F401
from workers.command import status  # noqa: F401
from workers.command import runs  # noqa: F401
from workers.command import worker  # noqa: F401
from workers.command import up  # noqa: F401
from workers.command import flower  # noqa: F401
from workers.command import config  # noqa: F401
from workers.command import doctor  # noqa: F401
# isort: on
