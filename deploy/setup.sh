#!/usr/bin/env bash
# Brings, inside this directory, what a machine with only Python and git lacks. Called by the Makefile with the parts to bring:
#   tools     a pinned uv, in .rettidig-tools
#   packages  the locked Python packages, in .venv
#   kafka     Apache Kafka's jars and a quick start for it, in the user's cache
# PYTHON names the interpreter to use.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.8
export UV_PYTHON_DOWNLOADS=never # what runs is what this machine's owner installed

# 3.13 comes last: it has no Redis wheel, so an installed redis-server is needed there.
python() {
    local candidate
    for candidate in ${PYTHON:-python3.12 python3.11 python3 python3.13}; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    echo "setup: no Python 3.11, 3.12 or 3.13 found${PYTHON:+ (PYTHON=$PYTHON)}; install one, or name it with PYTHON=…" >&2
    return 1
}

tools() {
    local found
    found=$(python)
    if [[ $(.rettidig-tools/bin/uv --version 2>/dev/null) == "uv $UV_VERSION"* ]]; then return; fi
    rm -rf .rettidig-tools
    if ! "$found" -m venv .rettidig-tools; then
        echo "setup: $found can't make virtual environments; on Debian and Ubuntu install python3-venv" >&2
        return 1
    fi
    .rettidig-tools/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
}

packages() {
    local found
    if [[ -x .venv/bin/python && -z ${PYTHON:-} ]]; then found=.venv/bin/python; else found=$(python); fi # once chosen, kept
    .rettidig-tools/bin/uv sync --frozen --python "$found"
}

kafka() {
    .venv/bin/rettidig stack fetch
}

for part in "$@"; do "$part"; done
