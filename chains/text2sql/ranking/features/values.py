"""The features of one query while they are found."""

from chains.text2sql.ranking.features.names import FEATURES

_PLACES = {name: place for place, name in enumerate(FEATURES)}


class UnknownFeature(LookupError):
    """A name that is not among FEATURES: mistyped, or not yet listed there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no feature {name!r}: list it in ranking/features/names.py and learn the weights.")


class FeatureValues:
    """A value for each name in FEATURES, 0 until it is set. Raises UnknownFeature for any other name."""

    def __init__(self) -> None:
        self._row = [0.0] * len(FEATURES)

    def __getitem__(self, name: str) -> float:
        return self._row[_place(name)]

    def __setitem__(self, name: str, value: float) -> None:
        self._row[_place(name)] = value

    def row(self) -> tuple[float, ...]:
        """Return the values in the order of FEATURES."""
        return tuple(self._row)


def _place(name: str) -> int:
    try:
        return _PLACES[name]
    except KeyError:
        raise UnknownFeature(name) from None
