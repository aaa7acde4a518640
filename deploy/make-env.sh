#!/bin/sh
# Writes .env, from which docker-compose.yml takes its passwords, each a random one.
# A file that is there is left alone: its passwords are in use.
set -eu
file=${1:-"$(dirname "$0")/../.env"}

secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

if [ -e "$file" ]; then
    echo "make-env: $file is left as it is; for new passwords, move it away" >&2
    exit 1
fi
umask 077
cat >"$file" <<END
# Passwords of docker-compose.yml, made by deploy/make-env.sh. Keep them out of version control.
# They become parts of addresses: letters and digits only.
REDIS_PASSWORD=$(secret)
ELASTIC_PASSWORD=$(secret)
ELASTIC_PRODUCER_PASSWORD=$(secret)
ELASTIC_WORKER_PASSWORD=$(secret)
KIBANA_PASSWORD=$(secret)
KIBANA_ENCRYPTION_KEY=$(secret)
FLOWER_PASSWORD=$(secret)
PAGE_PASSWORD=$(secret)
END
echo "$file is written: log in to the page as reader with PAGE_PASSWORD, to Kibana as elastic with
ELASTIC_PASSWORD, to Flower as docmill with FLOWER_PASSWORD"
