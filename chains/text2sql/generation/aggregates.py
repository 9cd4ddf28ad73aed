"""Aggregate functions as SQL expressions."""

from sqlglot import exp


def aggregate_of(function: str, inner: exp.Expr, distinct: bool) -> exp.Expr:
    """Return the aggregate over `inner`: count, sum, avg, min, max, else the median; `distinct` values alone."""
    if distinct:
        inner = exp.Distinct(expressions=[inner])
    match function:
        case "count":
            return exp.Count(this=inner)
        case "sum":
            return exp.Sum(this=inner)
        case "avg":
            return exp.Avg(this=inner)
        case "min":
            return exp.Min(this=inner)
        case "max":
            return exp.Max(this=inner)
    return exp.WithinGroup(
        this=exp.PercentileCont(this=exp.Literal.number("0.5")),
        expression=exp.Order(expressions=[exp.Ordered(this=inner)]),
    )
