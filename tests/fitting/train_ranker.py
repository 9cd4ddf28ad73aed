"""Learns the ranker's weights from questions with SQL: `python -m tests.fitting ranker QUESTIONS TABLES`.

QUESTIONS is a JSON-lines file of {db_id, question, question_synonyms, sql}; TABLES the schemas in Spider's
`tables.json` form (Yu et al. 2018, CC BY-SA 4.0; the rewordings are Spider-Syn's, Gan et al. 2021, MIT). There
are no cell contents, so the values that a value index would find are read off the accepted query, with others of
the schema mixed in as distractors. The network sees features without words (`features`), so what it learns from
English questions serves Chinese ones. Written: `ranker.npz` of `chains.text2sql.ranking`.
"""

import datetime as dt
import json
import logging
import random
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import MetaData

from chains.text2sql.analysis.question import read_question
from chains.text2sql.linking.linked import LinkedQuestion
from chains.text2sql.linking.types import ValueMatch
from chains.text2sql.ranking import ranker
from chains.text2sql.ranking.features import FEATURES
from chains.text2sql.ranking.rank import Proposal, propose
from chains.text2sql.ranking.ranker import UNLEARNED, Floats, hand_ranker
from chains.text2sql.schema.graph import SchemaGraph, build_schema
from knowledge.language.embedding import Embed
from tests.fitting.signature import Roots, roots_of, signature_of_query, signature_of_sql

logger = logging.getLogger(__name__)

WEIGHTS = Path(ranker.__file__).with_name("ranker.npz")
_TYPES = {"number": sa.Integer, "text": sa.Text, "time": sa.Text, "boolean": sa.Boolean, "others": sa.Text}
_KEPT_WRONG = 120
_HIDDEN = 48
_BATCH = 200
_LEAST_SPREAD = 0.03
_SMALL = 110
"""Questions about a database that may be left out."""


def schemas_of(tables: Path) -> dict[str, MetaData]:
    """Return each database's schema as MetaData."""
    made = {}
    for entry in json.loads(tables.read_text(encoding="utf-8")):
        metadata = MetaData()
        keys = {k for group in entry["primary_keys"] for k in (group if isinstance(group, list) else [group])}
        targets: dict[int, int] = {}
        for one, other in entry["foreign_keys"]:
            targets.setdefault(one, other)
        names = entry["table_names_original"]
        columns: dict[int, list[sa.Column[Any]]] = {}
        for i, (table, name) in enumerate(entry["column_names_original"]):
            if table < 0 or any(c.name.lower() == name.lower() for c in columns.get(table, [])):
                continue
            kind = _TYPES[entry["column_types"][i]]
            points = []
            if i in targets:
                to_table, to_name = entry["column_names_original"][targets[i]]
                points = [sa.ForeignKey(f"{names[to_table]}.{to_name}")] if to_table != table else []
            columns.setdefault(table, []).append(
                sa.Column(name, kind, *points, primary_key=i in keys, autoincrement=False)
            )
        for table, parts in columns.items():
            sa.Table(names[table], metadata, *parts)
        made[entry["db_id"]] = metadata
    return made


def values_in(question: str, sql: str, schema: SchemaGraph, roots: Roots, chance: random.Random) -> list[ValueMatch]:
    """Return what a value index would plausibly have found:

    the query's own texts, and the same text in other columns.
    """
    found: list[ValueMatch] = []
    for column, value in re.findall(r"([\w.]+)\s*(?:=|!=|IN\s*\()\s*[\"']([^\"']+)[\"']", sql, re.IGNORECASE):
        place = re.search(re.escape(value), question, re.IGNORECASE)
        if place is None:
            continue
        name = column.rsplit(".", 1)[-1].lower()
        homes = [c for c in schema.columns if c.name.lower() == name and c.kind != "number"]
        # what keys make equal holds the same texts
        same = {roots.get((c.table.lower(), c.name.lower())) for c in homes}
        homes.extend(c for c in schema.columns if c not in homes and roots[c.table.lower(), c.name.lower()] in same)
        others = [c for c in schema.columns if c.kind == "text" and not c.is_id]
        homes.extend(chance.sample(others, min(len(others), chance.choice([0, 0, 0, 1, 2]))))
        score = chance.choice([1.0, 1.0, 1.0, 0.9, 0.8])
        found.extend(ValueMatch(h.table, h.name, value, place.start(), place.end(), score) for h in homes)
    return found


def training_rows(
    questions: Sequence[dict[str, Any]],
    schemas: dict[str, MetaData],
    embed: Embed | None,
    seed: int = 7,
) -> list[tuple[Floats, Floats]]:
    """Return (features, is right) for each question that some candidate answers."""
    chance = random.Random(seed)
    views = {name: build_schema(metadata) for name, metadata in schemas.items()}
    roots = {name: roots_of(view) for name, view in views.items()}
    rows = []
    for number, entry in enumerate(questions):
        schema = views[entry["db_id"]]
        gold = signature_of_sql(entry["sql"], schema)
        if gold is None:
            continue
        text = entry["question_synonyms"] if number % 3 == 2 else entry["question"]
        hits = values_in(text, entry["sql"], schema, roots[entry["db_id"]], chance)
        question = read_question(text, "en", dt.date(2024, 1, 1))
        proposals = propose(LinkedQuestion.of(question, schema, hits, embed if number % 2 else None))
        right = [p for p in proposals if signature_of_query(p.query, roots[entry["db_id"]]) == gold]
        if not right:
            continue
        wrong = _hard(proposals, right, chance)
        matrix = np.asarray([p.features for p in [*right, *wrong]], dtype=np.float32)
        rows.append((matrix, np.asarray([1.0] * len(right) + [0.0] * len(wrong), dtype=np.float32)))
        if number % 500 == 0:
            logger.info("questions=%d usable=%d", number, len(rows))
    return rows


def _hard(proposals: Sequence[Proposal], right: Sequence[Proposal], chance: random.Random) -> list[Proposal]:
    """Wrong candidates: those that the hand weights like best, and some of the rest.

    Those that a learned ranker likes best are too often right in other words: weights learned against them were worse.
    """
    kept = {id(p) for p in right}
    wrong = [p for p in proposals if id(p) not in kept]
    scores, _ = hand_ranker().score([p.features for p in proposals])
    by_id = {id(p): float(s) for p, s in zip(proposals, scores, strict=True)}
    wrong.sort(key=lambda p: -by_id[id(p)])
    rest = wrong[_KEPT_WRONG // 2 :]
    return [*wrong[: _KEPT_WRONG // 2], *chance.sample(rest, min(len(rest), _KEPT_WRONG // 2))]


def fit(rows: Sequence[tuple[Floats, Floats]], epochs: int = 20, seed: int = 7) -> dict[str, Any]:
    """Return the arrays of a one-hidden-layer network that puts the right candidates on top (listwise softmax)."""
    import torch

    torch.manual_seed(seed)
    stacked = np.concatenate([matrix for matrix, _ in rows])
    mean, spread = stacked.mean(0), stacked.std(0)
    # what hardly ever varies here (another language's columns) cannot be learned here: the hand weights keep it
    scale = np.where(spread < _LEAST_SPREAD, UNLEARNED, spread + 1e-3).astype(np.float32)
    first = torch.nn.Linear(len(FEATURES), _HIDDEN)
    second = torch.nn.Linear(_HIDDEN, 1, bias=False)
    parameters = [*first.parameters(), *second.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=3e-3, weight_decay=1e-2)
    data = [(torch.tensor((m - mean) / scale), torch.tensor(y)) for m, y in rows]
    order = list(range(len(data)))
    for epoch in range(epochs):
        random.Random(seed + epoch).shuffle(order)
        total = 0.0
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * (1 - epoch / epochs)
        for start in range(0, len(order), 16):
            optimiser.zero_grad()
            losses = []
            for i in order[start : start + 16]:
                matrix, labels = data[i]
                hidden = torch.nn.functional.dropout(torch.relu(first(matrix)), 0.1)
                scores = second(hidden).squeeze(-1)
                losses.append(torch.logsumexp(scores, 0) - torch.logsumexp(scores[labels > 0], 0))
            loss = torch.stack(losses).mean()
            loss.backward()
            optimiser.step()
            total += float(loss.detach()) * len(losses)
        logger.info("epoch=%d loss=%.4f", epoch, total / len(order))
    return {
        "features": np.asarray(FEATURES),
        "mean": mean,
        "scale": scale,
        "first": first.weight.detach().numpy().T,
        "bias": first.bias.detach().numpy(),
        "second": second.weight.detach().numpy()[0],
        "share": np.float32(0.5),
    }


def unseen_databases(entries: Sequence[dict[str, Any]], count: int) -> frozenset[str]:
    """Return databases that the weights do not learn from, to measure them on: a seeded sample without large ones."""
    questions = Counter(str(entry["db_id"]) for entry in entries)
    sampled = random.Random(11).sample(sorted(questions), min(count, len(questions) // 2))
    return frozenset(name for name in sampled if questions[name] <= _SMALL)


def learn(questions: Path, tables: Path, limit: int, left_out: int, out: Path) -> int:
    """Read the data, fit, write the weights to `out`, and return how many questions they were learned from."""
    entries = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines()]
    random.Random(7).shuffle(entries)
    unseen = unseen_databases(entries, left_out)
    entries, schemas = [e for e in entries if e["db_id"] not in unseen][:limit], schemas_of(tables)
    # each batch draws its distractors anew, so that batches can be made side by side
    batches = [entries[start : start + _BATCH] for start in range(0, len(entries), _BATCH)]
    rows = [row for batch in batches for row in training_rows(batch, schemas, None)]
    np.savez_compressed(out, **fit(rows))
    return len(rows)
