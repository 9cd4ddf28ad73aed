"""Lists of words that say how something is asked, not what about."""

from collections.abc import Sequence

FUNCTION_WORDS_EN = frozenset(
    "a an the of to in on at by for from with as is are was were be been do does did has have had it its this that "
    "these those and or but if then than so what which who whom whose when where why how many much long there i you "
    "he she they we me my your our their can could should would will shall may must not no any some about into over "
    "tell please give show s t".split()
)
FUNCTION_WORDS_ZH = frozenset(
    "的 了 是 在 和 与 或 吗 呢 吧 啊 什么 哪 哪些 哪个 谁 多少 几 怎么 如何 怎样 为什么 为何 请 请问 有 被 把 给 我 "
    "你 您 他 她 它 们 这 那 个 一个 及 以 对 从 到 就 都 也 要 会 能 可以 应 应该 需要 多久 多长 时候 是否".split()
)

# In a small base "who" or "多少" is rare, so BM25 would take it for the most telling word of all; these count only
# where a question has no other.
_ENGLISH = """
a about all an and any are as at be been being between but by can could did do does doing done during each for from
give had has have having he her his how i if in into is it its list long many may me might much must my name no nor not
of often on only or our please same shall she should so some such tell than that the their them then there these they
this those through to under was we were what when where which who whom whose why will with would you your
""".split()
_CHINESE = """
一个 一下 与 为什么 为何 也 了 什么 什么是 什么时 什么时候 从 以及 会 位于哪 何 何地 何时 你
你们 其 几 几个 几年 几次 到 及 吗 呢 和 哪 哪一 哪一个 哪一年 哪些 哪个 哪位 哪儿 哪年 哪种
哪里 在 多久 多大 多少 多长 多高 如何 对 对于 就 就是 已 怎么 怎么样 怎样 我 我们 或 或者 所
把 是 是不是 是什么 是谁 是否 有 有什么 有哪 有多 的 而 能 能否 被 请 请问 谁 这 这个 这些
那 那个 那些 都
""".split()
STOP_TERMS = frozenset((*_ENGLISH, *_CHINESE))


def content_terms(terms: Sequence[str]) -> list[str]:
    """Return the distinct terms that carry meaning, in order; all distinct ones when none does."""
    distinct = list(dict.fromkeys(terms))
    return [term for term in distinct if term not in STOP_TERMS] or distinct


def is_function_word(word: str) -> bool:
    """Whether the word carries no subject of its own: articles, pronouns, question words, particles."""
    return word in FUNCTION_WORDS_ZH or word.lower() in FUNCTION_WORDS_EN
