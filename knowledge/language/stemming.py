"""Stems of English words: rough ones, by which names and questions meet."""

from functools import lru_cache


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A rough stem: plural and the commonest verb endings off."""
    word = word.removesuffix("'s")
    irregular = {
        "people": "person",
        "children": "child",
        "men": "man",
        "women": "woman",
        "cities": "city",
        "paid": "pay",
        "ids": "id",
    }
    if word in irregular:
        return irregular[word]
    for ending, least, put in (
        ("ies", 5, "y"), ("sses", 6, "ss"), ("ches", 6, "ch"), ("shes", 6, "sh"), ("xes", 5, "x"), ("s", 4, ""),
    ):  # fmt: skip
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + put
            break
    for ending, least in (("ing", 6), ("ed", 5), ("er", 6), ("or", 6)):
        if word.endswith(ending) and len(word) >= least:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word.rstrip("e") if len(word) > 3 else word


def light_stem(word: str) -> str:
    """A lighter stem, plural and common verb endings off: `terms` are made with it, and the weights of
    `chains/reading.json` were learned on those. Only a change that learns them anew may put `stem` in its place.
    """
    for ending, least in (("ies", 5), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word.rstrip("e") if len(word) > 4 else word
