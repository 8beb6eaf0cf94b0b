"""Asks a role's readiness page from inside its container, for Docker's health checks; knows an address and nothing else.

A program of its own with the standard library only, because it is started every few seconds. Status 0: ready; 1: not.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request

_ANSWER_S = 3.0


def main(url: str) -> int:
    """Print the answer (Docker keeps it) and say by the status whether it was a yes."""
    try:
        with urllib.request.urlopen(url, timeout=_ANSWER_S) as answer:  # noqa: S310 - the address stands in the compose file
            print(answer.read().decode().strip())
            return 0
    except urllib.error.HTTPError as refusal:
        print(refusal.read().decode().strip())
    except OSError as error:
        print(f"nobody answers at {url}: {error}")
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
