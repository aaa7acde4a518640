"""`docmill token`: a token for a program that reads the page."""

from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

EPILOG = """\
\b
Prints a new token and its hash. The program sends the token; the page is given
the hash, from which nobody can make the token again.

\b
  docmill token
in the file that DOCMILL_CONFIG names, for the page:
  [page_tokens]
  nightly = "sha256:..."
for the program:
  curl -H "Authorization: Bearer docmill_..." https://archive.example.org/api/search?q=fraud

\b
JSON: one document: token, hash.
"""


def token(json: JsonOption = None) -> int:
    """Print a token for a program that reads the page (DOCMILL_PAGE_TOKENS), and its hash."""
    from workers.page.token import hashed, new_token

    made = new_token()
    if wants_json(json):
        print_json({"token": made, "hash": hashed(made)})
        return 0
    for name, value in (("token", made), ("hash", hashed(made))):
        results.print(f"{name:6}{value}", soft_wrap=True, markup=False, highlight=False)
    notice(
        "put the hash beside a name into DOCMILL_PAGE_TOKENS, and give the token to the program; "
        "see `docmill token --help`"
    )
    return 0
