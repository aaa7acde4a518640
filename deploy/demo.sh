#!/usr/bin/env bash
# `make demo`: the whole road on seeds/, with nothing installed but Python.
set -euo pipefail
cd "$(dirname "$0")/.."
docmill="${BIN:-.venv/bin}/docmill"

# Bold on a terminal only: in a file the codes would be read as text.
if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold='' plain=''; fi
say() { printf '\n%s$ docmill %s%s\n' "$bold" "$*" "$plain"; }

say run seeds/
"$docmill" run seeds/ --no-json

say search "'person:\"Vladimir Putin\" AND diplomacy'"
"$docmill" search 'person:"Vladimir Putin" AND diplomacy' --no-json

say search harbour --facets
"$docmill" search harbour --facets --no-json

cat <<TEXT

That was a real Valkey, real Celery workers and a tantivy index, all stopped again. To go on:

  source .venv/bin/activate          so that "docmill" is found
  docmill run FOLDER-OR-ARCHIVE      index your own documents
  docmill search 'place:Moscow'      query them (docmill search --help)
  docmill serve                      search and read them in a browser: http://127.0.0.1:8686
  docmill up                         keep the workers running, the page too, and watch them in
                                     Flower: http://127.0.0.1:5555 with the password it prints
  docmill doctor                     check this machine and its settings
TEXT
