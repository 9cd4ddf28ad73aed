"""Every statement of the grammar parses, passes the guard and runs: shown on texts drawn from it at random."""

import random
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chains.text2sql.decoding.grammar import select_grammar
from chains.text2sql.linking.types import ValueMatch
from chains.text2sql.schema.graph import build_schema, schema_of
from tests.bench.wide_database import build
from tools.catalog import Catalog
from tools.databases import ReadOnlyDatabase
from tools.sql_guard import check

SAMPLES = 60


@pytest.fixture(scope="session")
def vocabulary() -> Any:
    """Single characters as tokens: what is drawn then does not depend on a model."""
    from llguidance import LLTokenizer

    return LLTokenizer("byte")


def drawn(grammar: str, vocabulary: Any, chance: random.Random, most: int = 4000) -> str | None:
    """A text of the grammar, one random allowed byte after the other; None when it does not end."""
    from llguidance import LLMatcher

    matcher = LLMatcher(vocabulary, grammar, log_level=0)
    assert not matcher.is_error(), matcher.get_error()
    tokens: list[int] = []
    while not matcher.is_stopped() and len(tokens) < most:
        forced = matcher.compute_ff_tokens()
        if forced:
            assert matcher.consume_tokens(forced)
            tokens.extend(forced)
            continue
        bias = matcher.compute_logit_bias()
        allowed = [token for token in range(len(bias)) if bias[token]]
        ends = [token for token in allowed if token in vocabulary.eos_tokens]
        ascii_ = [token for token in allowed if 32 <= token < 127]
        token = ends[0] if ends and chance.random() < 0.6 else chance.choice(ascii_ or allowed)
        assert matcher.consume_token(token)
        if token in vocabulary.eos_tokens:
            break
        tokens.append(token)
    return vocabulary.decode_str(tokens) if matcher.is_stopped() else None


@pytest.mark.slow
def test_what_follows_the_grammar_runs(demo: ReadOnlyDatabase, vocabulary: Any) -> None:
    schema = schema_of(demo)
    hits = [ValueMatch("regions", "name_en", "River'side", 0, 9, 1.0)]
    chance = random.Random(11)
    tables = sorted(schema.tables)
    seen = set()
    for _ in range(SAMPLES):
        grammar = select_grammar(schema, chance.sample(tables, 4), hits, demo.dialect)
        text = drawn(grammar, vocabulary, chance)
        if text is not None:
            seen.add(text)
            demo.query(text)
    assert len(seen) > SAMPLES / 2
    assert any(" JOIN " in text for text in seen)
    assert any(" WHERE " in text for text in seen)


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
def test_names_and_values_are_quoted_for_the_dialect(dialect: str, vocabulary: Any) -> None:
    metadata = sa.MetaData()
    sa.Table('odd "name', metadata, sa.Column("select", sa.Text), sa.Column("a`b", sa.Integer))
    sa.Table("店铺", metadata, sa.Column("编号", sa.Integer, primary_key=True), sa.Column("名称", sa.Text))
    hits = [ValueMatch("店铺", "名称", 'it\'s "x" \\ 店', 0, 3, 1.0)]
    schema = build_schema(metadata)
    chance = random.Random(5)
    found = 0
    for _ in range(20):
        text = drawn(select_grammar(schema, list(schema.tables), hits, dialect), vocabulary, chance)
        if text is not None:
            found += 1
            check(text, Catalog.of(metadata, dialect))
    assert found > 10


@pytest.mark.slow
def test_the_grammar_of_a_wide_database_stays_small(tmp_path: Path, vocabulary: Any) -> None:
    from llguidance import LLMatcher

    build(tmp_path / "wide.db")
    database = ReadOnlyDatabase("wide", f"sqlite:///{tmp_path / 'wide.db'}")
    schema = schema_of(database)
    grammar = select_grammar(schema, list(schema.tables), [], database.dialect)
    database.close()
    assert len(grammar.encode()) < 200_000
    assert not LLMatcher(vocabulary, grammar, log_level=0).is_error()
