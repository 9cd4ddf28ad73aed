"""The ranker learns from a handful of questions what it is shipped with."""

import json
from pathlib import Path

import numpy as np

from chains.text2sql.ranking.features import FEATURES
from chains.text2sql.ranking.ranker import Ranker, hand_ranker
from tests.fitting.train_ranker import learn

_TABLES = [
    {
        "db_id": "garden",
        "table_names_original": ["plant", "bed"],
        "column_names_original": [
            [-1, "*"], [0, "plant_id"], [0, "name"], [0, "height"], [0, "bed_id"], [1, "bed_id"], [1, "name"],
        ],
        "column_types": ["text", "number", "text", "number", "number", "number", "text"],
        "primary_keys": [1, 5],
        "foreign_keys": [[4, 5]],
    }
]  # fmt: skip
_QUESTIONS = [
    ("How many plants are there?", "SELECT count(*) FROM plant"),
    ("What are the names of the plants?", "SELECT name FROM plant"),
    ("What is the average height of the plants?", "SELECT avg(height) FROM plant"),
    ("List the names of plants in order of height.", "SELECT name FROM plant ORDER BY height"),
    ("How many plants are in each bed?", "SELECT T2.name, count(*) FROM plant AS T1 JOIN bed AS T2 "
     "ON T1.bed_id = T2.bed_id GROUP BY T2.bed_id"),
    ("Show the name of the tallest plant.", "SELECT name FROM plant ORDER BY height DESC LIMIT 1"),
]  # fmt: skip


def test_training_writes_weights_that_put_right_queries_above_others(tmp_path: Path) -> None:
    rows = [{"db_id": "garden", "question": q, "question_synonyms": q, "sql": sql} for q, sql in _QUESTIONS]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "tables.json").write_text(json.dumps(_TABLES), encoding="utf-8")
    out = tmp_path / "ranker.npz"
    learn(tmp_path / "questions.jsonl", tmp_path / "tables.json", 3_200, 36, out)
    with np.load(out) as stored:
        assert tuple(stored["features"]) == FEATURES
        layers = tuple(stored[name].astype(np.float32) for name in ("mean", "scale", "first", "bias", "second"))
    learned = Ranker(hand_ranker().hand, layers, share=1.0)
    counted = np.zeros((2, len(FEATURES)), dtype=np.float32)
    for name in ("target", "target_is_head", "count_said_done", "count_distinct"):
        counted[0, FEATURES.index(name)] = -1.0 if name == "count_distinct" else 1.0
    for name in ("target", "target_is_head", "count_said_not_done", "display_alone", "bias_list"):
        counted[1, FEATURES.index(name)] = 1.0
    scores, _ = learned.score(counted)
    assert scores[0] > scores[1]
