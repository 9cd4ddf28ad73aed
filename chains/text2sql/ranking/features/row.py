"""All features of one query."""

from chains.text2sql.generation.filters import ConditionSet
from chains.text2sql.generation.ir import Query
from chains.text2sql.generation.projections import Shape
from chains.text2sql.ranking.evidence import Evidence
from chains.text2sql.ranking.features.covered import add_covered
from chains.text2sql.ranking.features.figures import add_figures
from chains.text2sql.ranking.features.groups import add_groups
from chains.text2sql.ranking.features.orders import add_orders
from chains.text2sql.ranking.features.shown import add_shown
from chains.text2sql.ranking.features.tested import add_tests
from chains.text2sql.ranking.features.values import FeatureValues


def features(evidence: Evidence, query: Query, shape: Shape, chosen: ConditionSet) -> tuple[float, ...]:
    """Return one value per name in FEATURES. Raises UnknownFeature for a value under another name."""
    values = FeatureValues()
    add_shown(values, evidence, query, shape)
    add_tests(values, evidence, query, shape, chosen)
    add_covered(values, evidence, query, shape, chosen)
    add_figures(values, evidence, query)
    add_groups(values, evidence, query, shape)
    add_orders(values, evidence, query, chosen)
    return values.row()
