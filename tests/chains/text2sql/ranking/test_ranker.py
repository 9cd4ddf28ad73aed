from pathlib import Path

import numpy as np
import pytest

from chains.text2sql.ranking.features import FEATURES
from chains.text2sql.ranking.features.values import FeatureValues, UnknownFeature
from chains.text2sql.ranking.ranker import UnfitWeights, default_ranker, stored_ranker


def test_the_weights_that_are_shipped_fit_the_features() -> None:
    ranker = default_ranker()
    assert ranker.layers[0].shape == (len(FEATURES),)
    assert 0 < ranker.share <= 1


def test_missing_weights_are_an_error_and_no_silent_fall_back(tmp_path: Path) -> None:
    with pytest.raises(UnfitWeights, match="missing"):
        stored_ranker(tmp_path / "ranker.npz")


def test_weights_of_other_features_are_an_error(tmp_path: Path) -> None:
    np.savez(tmp_path / "ranker.npz", features=np.asarray([*FEATURES[:-1], "another"]))
    with pytest.raises(UnfitWeights, match="other features"):
        stored_ranker(tmp_path / "ranker.npz")


def test_a_feature_that_does_not_exist_is_an_error() -> None:
    values = FeatureValues()
    with pytest.raises(UnknownFeature, match="select_maen"):
        values["select_maen"] = 1.0
    with pytest.raises(UnknownFeature, match="select_maen"):
        _ = values["select_maen"]


def test_features_stand_in_the_order_of_their_names_and_are_0_until_set() -> None:
    values = FeatureValues()
    values[FEATURES[1]] = 2.0
    assert values.row() == (0.0, 2.0, *[0.0] * (len(FEATURES) - 2))
