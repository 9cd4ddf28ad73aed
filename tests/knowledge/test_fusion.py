from knowledge.fusion import fuse, merge


def test_a_word_that_singles_out_one_passage_outweighs_a_slightly_nearer_vector() -> None:
    cosines = {"a": 0.70, "b": 0.72, "c": 0.5, "d": 0.45}
    assert fuse(cosines, {"a": 12.0, "b": 1.0})[0] == "a"


def test_words_that_all_passages_share_leave_the_order_to_the_vectors() -> None:
    cosines = {"a": 0.70, "b": 0.72, "c": 0.5, "d": 0.45}
    assert fuse(cosines, {"a": 5.0, "b": 5.0, "c": 5.0, "d": 5.0})[0] == "b"


def test_one_part_alone_is_enough() -> None:
    assert fuse({"a": 0.3, "b": 0.4}, {}) == ["b", "a"]
    assert fuse({}, {}) == []


def test_merging_keeps_each_bases_own_order_and_starts_with_the_best_head() -> None:
    assert merge([[(0.5, "a1"), (0.9, "a2")], [(0.7, "b1"), (0.1, "b2")], []]) == ["b1", "a1", "a2", "b2"]
