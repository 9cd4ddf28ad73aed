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

# A database is asked with these; they name nothing in its schema.
ASKING_WORDS = frozenset(
    "provide query please just should could would want full list show return find give display report compute "
    "calculate number total count name each every all per different distinct together currently overall using use get "
    "also only more less most least "
    "一共 总共 共 共有 共计 总计 合计 列出 列举 显示 返回 给出 找出 查询 查 查找 统计 计算 求 告诉 告知 看看 所有 全部 "
    "每 每个 各 各个 分别 其 其中 里 里面 中 上 下 之 并 并且 以及 而 被 由 用 使用 具有 拥有 属于 "
    "按 按照 根据 不同 "
    "个 名 条 座 家 所 位 台 种 项 次 份 场 间 门 类 支 首 件 辆 届 队 处 层 篇 本 张 元 人次".split()
)
HAPPENING_WORDS = frozenset("happen happened occur occurred 发生 出现 过".split())
"""Verbs that say no more than that something was so."""
NAME_STOPS = frozenset(
    "the a an of in on for to is was were are be and or by with from as at it do does what which who have has".split()
)
"""Words inside names of tables and columns that do not tell one name from another."""
COMMENT_FILLERS = frozenset(
    "the a an of in on for to is was were are that which when where who and or with this each by from as at it".split()
)
"""Words of comments on tables and columns that are left out of the names read from them."""
VALUE_STOPS = frozenset(
    "a an and are as at by do does for from has have how in is it its of on or than that the their there to was "
    "were what which who with no yes all any more most name total year number per each every".split()
)
"""Words of a question that are not looked up among the cells of a database."""
CAPITALISED_FUNCTION_WORDS = frozenset(
    "who whom whose what which when where why how is are was were do does did can could may must should will has have "
    "had in on at for the a an of to by from during after before according name i if there".split()
)
"""Words that begin a question with a capital and are no part of a name."""
REPLY_FILLERS_EN = frozenset(
    "look ask search check try use go with in from please instead rather then there it that one ones "
    "better think".split()
)
REPLY_FILLERS_ZH = frozenset("我想要请查问看从用去在里面中那就还是应该吧呢啊好的别不一下找选走试")
"""Words and ideographs around what a reply to a choice names."""
_NO_NOUN_ZH = frozenset(
    "所有 每个 各个 使用 次数 数量 我们 那里 他们 按照 以及 最大 最小 最高 最低 最多 最少 "
    "平均 超过 高于 低于 不同 显示 属于".split()
)
_NO_NOUN_CHARACTERS = frozenset(
    "的是在有和与及或了吗呢吧请问我们你您他她它那这里中个所哪些什么多少几谁列出显示给找查询告诉，。？！、"
)


def content_terms(terms: Sequence[str]) -> list[str]:
    """Return the distinct terms that carry meaning, in order; all distinct ones when none does."""
    distinct = list(dict.fromkeys(terms))
    return [term for term in distinct if term not in STOP_TERMS] or distinct


def is_function_word(word: str) -> bool:
    """Whether the word carries no subject of its own: articles, pronouns, question words, particles."""
    return word in FUNCTION_WORDS_ZH or word.lower() in FUNCTION_WORDS_EN


def names_nothing(word: str) -> bool:
    """Return whether a Chinese word names nothing in a schema: a word of asking, or particles and blanks only."""
    return word in _NO_NOUN_ZH or (bool(word) and all(c in _NO_NOUN_CHARACTERS or c.isspace() for c in word))
