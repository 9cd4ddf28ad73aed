"""Scores candidate queries by their features: a small learned network, and a linear model by hand beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chains.text2sql.ranking.features import FEATURES

Floats = NDArray[np.float32]

_WEIGHTS_FILE = "ranker.npz"
# the scale that marks a feature which the training data did not vary
UNLEARNED = np.float32(1e6)
_BY_HAND = {
    "select_mean": 2.0, "select_weakest": 1.0, "select_many": 0.1, "display_alone": 1.1, "star": 0.1,
    "select_measured": -0.1, "select_unsaid": -1.5, "select_is_key": -1.2, "select_is_condition": -1.5,
    "select_other_language": -0.8, "select_outside_target": -0.4, "condition_total": 1.5, "condition_mean": 0.5,
    "unused_values": -2.5, "condition_in_target": 0.5, "condition_other_language": -0.2, "columns_left": -0.8,
    "tables_left": -0.9, "tables_unsaid": -0.8, "joins": -0.3, "guessed_joins": -0.4, "target": 1.2,
    "target_is_head": 0.8, "target_second_head": 0.2, "count_said_done": 2.6, "count_said_not_done": -1.0,
    "count_unsaid_done": -1.6, "count_distinct": 1.0, "sum_said_done": 1.2, "sum_said_not_done": -0.9,
    "sum_unsaid_done": -1.5, "avg_said_done": 2.0, "avg_said_not_done": -2.0, "avg_unsaid_done": -2.0,
    "extreme_as_aggregate": 0.8, "extreme_as_order": 1.2, "extreme_not_done": -1.5, "extreme_unsaid_done": -2.0,
    "extreme_on_count": -0.3, "group_said_done": 1.8, "group_said_not_done": -1.2, "group_unsaid_done": -0.8,
    "group_key": 0.8, "group_key_beside_cue": 1.0, "group_key_is_target": 0.1, "distinct_said_done": 0.9,
    "distinct_said_not_done": -0.6, "distinct_unsaid_done": -0.8, "order_said_done": 1.5,
    "order_said_not_done": -1.5, "order_unsaid_done": -2.0, "order_key": 1.5, "order_key_nearness": 1.5,
    "order_key_measured": 0.2, "limit_said": 0.5, "having_done": 1.0, "aggregate_mean": 1.5,
    "aggregate_nearness": 1.2, "without_done": 1.5, "not_left": -1.0, "value_column_selected": -0.6,
    "how_many_of_number": -1.2, "group_shows_measure": 0.3, "aggregate_with_group_unsaid": -0.8,
    "select_beside_extreme": -1.0, "order_key_is_weaker": -1.5, "group_key_outside": -0.8,
    "where_is_tested_twice": -0.3, "select_before_conditions": 0.6, "select_contiguous": 0.2, "asked_shown": 1.8,
    "asked_missing": -2.0, "asked_aggregated": -3.5, "names_target": 0.3, "names_target_alone": 1.0,
    "count_of_measured": 2.0, "idle_tables": -1.5, "asked_measure_shown": 1.0, "asked_measure_missing": -0.8,
    "asked_column_shown": 0.8, "asked_column_missing": -0.6, "select_of_others": 1.8, "name_in_part": -0.8,
    "all_of": 1.5, "one_of": 0.5, "or_left": -1.5, "product_done": 1.0, "money_left": -1.0, "key_said_shown": 0.8,
    "key_said_missing": -0.8, "without_tested": 0.3, "deed_read": 0.8, "deed_left": -0.5,
    "fanned": -1.5, "group_by_period": 2.0, "pieces_summed": 0.8, "group_key_is_amount": -0.5,
    "report_figure": 1.0, "report_without_figure": -1.0, "select_is_order_key": -0.6,
}  # fmt: skip


class UnfitWeights(Exception):
    """The weights are missing, or were learned with other features."""


@dataclass(frozen=True)
class Ranker:
    """A score per row of features: `hand` weights, plus a one-hidden-layer network when it was learned."""

    hand: Floats
    layers: tuple[Floats, ...] = ()  # mean, scale, first weights, first bias, second weights
    share: float = 1.0

    def score(self, rows: Sequence[Sequence[float]]) -> tuple[Floats, Floats]:
        """Return scores, and probabilities that sum to 1 over the rows."""
        matrix = np.asarray(rows, dtype=np.float32)
        scores: Floats = matrix @ self.hand
        if self.layers:
            mean, scale, first, bias, second = self.layers
            hidden = np.maximum((matrix - mean) / scale @ first + bias, 0)
            unlearned = matrix @ np.where(scale >= UNLEARNED, self.hand, 0)
            scores = (1 - self.share) * scores + self.share * (hidden @ second + unlearned)
        weights = np.exp(scores - scores.max())
        return scores, weights / weights.sum()


def hand_ranker() -> Ranker:
    """Return the ranker with weights set by hand."""
    return Ranker(np.asarray([_BY_HAND.get(name, 0.0) for name in FEATURES], dtype=np.float32))


@cache
def default_ranker() -> Ranker:
    """Return the learned ranker. Raises UnfitWeights when its file is missing or was learned with other features."""
    return stored_ranker(files("chains.text2sql.ranking").joinpath(_WEIGHTS_FILE))


def stored_ranker(file: Traversable) -> Ranker:
    """Return the ranker of a file of weights. Raises UnfitWeights when it is missing or fits other features."""
    if not file.is_file():
        raise UnfitWeights(f"The ranker's weights {file.name} are missing: install the package anew.")
    with file.open("rb") as stream:
        stored = np.load(stream)
        if tuple(str(n) for n in stored["features"]) != FEATURES:
            raise UnfitWeights(f"{file.name} was learned with other features: learn it anew (tests/fitting/README.md).")
        return learned_ranker(stored)


def learned_ranker(stored: Mapping[str, Any]) -> Ranker:
    """Return the ranker of the stored arrays."""
    layers = tuple(np.asarray(stored[n], np.float32) for n in ("mean", "scale", "first", "bias", "second"))
    return Ranker(hand_ranker().hand, layers, float(stored["share"]))
