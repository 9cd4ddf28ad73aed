"""Compares what SQL does with what the question surely asks for: what is missing, invented, or turned round."""

from chains.text2sql.verification.verdict import Fault, Verdict
from chains.text2sql.verification.verify import Verifier

__all__ = ["Fault", "Verdict", "Verifier"]
