"""Which road a question takes: a classifier on the text fused with what documents and databases have to offer."""

from chains.route.classifier import RouteClassifier
from chains.route.router import Road, RouteDecision, RouteEvidence, Router

__all__ = ["Road", "RouteClassifier", "RouteDecision", "RouteEvidence", "Router"]
