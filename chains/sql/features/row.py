"""All features of one query."""

from chains.sql.conditions import ConditionSet
from chains.sql.evidence import Evidence
from chains.sql.features.covered import add_covered
from chains.sql.features.figures import add_figures
from chains.sql.features.groups import add_groups
from chains.sql.features.names import FEATURES
from chains.sql.features.orders import add_orders
from chains.sql.features.shown import add_shown
from chains.sql.features.tested import add_tests
from chains.sql.query import Query
from chains.sql.shapes import Shape


def features(evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> tuple[float, ...]:
    """Return one value per name in FEATURES."""
    values: dict[str, float] = {}
    add_shown(values, evidence, query, shape)
    add_tests(values, evidence, query, shape, chosen)
    add_covered(values, evidence, query, shape, chosen)
    add_figures(values, evidence, query)
    add_groups(values, evidence, query, shape)
    add_orders(values, evidence, query, chosen)
    return tuple(values.get(name, 0.0) for name in FEATURES)
