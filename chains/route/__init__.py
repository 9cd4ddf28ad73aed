"""Which road a question takes: a classifier on the text fused with what documents and databases have to offer."""

from chains.route.classifier import RouteClassifier
from chains.route.corrections import Corrections
from chains.route.router import Destination, Road, RouteDecision, RouteEvidence, Router

__all__ = ["Corrections", "Destination", "Road", "RouteClassifier", "RouteDecision", "RouteEvidence", "Router"]
