"""/api/v1: requests, dispatches, deliveries, hand-outs and returns. Each module adds its routes to the blueprint."""

from distribution import api_arrivals, api_dispatches, api_proofs, api_requests
from distribution.api_web import api_bp

MODULES = (api_requests, api_dispatches, api_arrivals, api_proofs)

__all__ = ["MODULES", "api_bp"]
