"""The pages of outgoing goods: each module adds its routes to the one blueprint."""

from distribution import (
    views_decisions,
    views_deliveries,
    views_dispatches,
    views_handouts,
    views_new_dispatch,
    views_papers,
    views_proofs,
    views_requests,
    views_returns,
)
from distribution.web import bp

MODULES = (
    views_requests,
    views_decisions,
    views_new_dispatch,
    views_dispatches,
    views_papers,
    views_deliveries,
    views_proofs,
    views_handouts,
    views_returns,
)

__all__ = ["MODULES", "bp"]
