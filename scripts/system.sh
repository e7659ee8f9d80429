#!/bin/sh
# Finds or installs what only the tests need: a Chromium, a PostgreSQL server, bubblewrap, curl and jq. Usage: system.sh BIN_FOLDER
# As root on a Debian-like system they come from its packages; else Chromium comes from Playwright's own installer
# and the tests that need PostgreSQL say why they were skipped.
set -eu
bin=$1

has_chromium() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
has_postgres() { command -v postgres >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1; }

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  wanted=""
  has_chromium || wanted="$wanted chromium"
  has_postgres || wanted="$wanted postgresql"
  command -v bwrap >/dev/null 2>&1 || wanted="$wanted bubblewrap"
  command -v curl >/dev/null 2>&1 || wanted="$wanted curl"
  command -v jq >/dev/null 2>&1 || wanted="$wanted jq"
  if [ -n "$wanted" ]; then
    echo "gesso: installing$wanted for the tests"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
  fi
elif ! has_chromium; then
  echo "gesso: installing Chromium for the tests"
  "$bin/python" -m playwright install chromium
fi
has_postgres || echo "gesso: no PostgreSQL server found; the tests that need one will be skipped"
