"""Shares as the dashboards ask for them: none of fewer than 10 citizens, and that is said; knows no measure."""

from __future__ import annotations

from typing import Final

from deploy.grafana.words import FEW, TOO_FEW

FEW_NOTE: Final = f"A share of fewer than 10 citizens is not shown (“{FEW}”)."


def few(share: str, base: str, by: str) -> str:
    """A share, and TOO_FEW where its base is under 10."""
    grouped = f"sum by ({by})" if by else "sum"
    return f"{grouped} ({share}) or (({grouped} ({base}) < 10) * 0 + {TOO_FEW})"
