"""A state as one question in plain words, in the ways in which it may be said."""

import itertools
from collections.abc import Iterator

from chains.text2sql.dialogue import chinese_wording, english_wording
from chains.text2sql.dialogue.condition_wording import phrases_of
from chains.text2sql.dialogue.labels import Labels
from chains.text2sql.dialogue.query_state import QueryState
from chains.text2sql.generation.plan import Attribute

_MOST = 16
"""Wordings of one state that are tried: each is read again, in about 20 ms."""
_MOST_CHOICES = 2_000
"""Ways to say the conditions together among which those are."""


def wordings(state: QueryState, labels: Labels) -> Iterator[str]:
    """Yield questions that ask for the state, the plainest first; none where a part has no words."""
    dates = labels.ground.dates_of(state.subject)
    date = Attribute((), dates[0][1].id) if dates else None
    phrases = [phrases_of(c, labels, date) for c in state.filters]
    part = [phrases_of(c, labels, date) for c in state.part]
    if not all(phrases) or not all(part):
        return
    language = chinese_wording if labels.language == "zh" else english_wording
    weighed: dict[str, int] = {}
    for picks in itertools.islice(itertools.product(*[range(len(p)) for p in [*phrases, *part]]), _MOST_CHOICES):
        chosen = [p[i] for p, i in zip([*phrases, *part], picks, strict=True)]
        for place, question in enumerate(
            language.questions(state, labels, chosen[: len(phrases)], chosen[len(phrases) :])
        ):
            weighed[question] = min(sum(picks) + place, weighed.get(question, _MOST_CHOICES))
    yield from sorted(weighed, key=lambda question: weighed[question])[:_MOST]
