"""From a question to passages: proposals of both indexes, fused, reranked, calibrated."""
