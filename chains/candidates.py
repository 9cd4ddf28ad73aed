"""Places in a sentence that could be the answer: figures, dates, names and places that the question does not hold."""

from __future__ import annotations

import re

from chains.asked import Asked
from knowledge.language.months import MONTH_NAME_PATTERN
from knowledge.language.tokenization import chinese_tokenizer, terms

Span = tuple[int, int]

_WORD_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|twenty|thirty|forty"
    "|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|quarter|once|twice|dozen|no|none|single"
)
_NUMBER = re.compile(
    rf"\d+(?:[.,:]\d+)*\s*(?:%|‰)?|\b(?:{_WORD_NUMBERS}|one|third)s?\b"
    r"|[零〇一二两三四五六七八九十百千万亿半数]+(?=[个名位人次天日周月年度小分秒米公里千克吨元块条项座台成倍岁种类支家所届万亿多余])"
    r"|百分之[\d零一二三四五六七八九十百点.]+",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"\b(?:1\d{{3}}|20\d\d)s?\b|\b(?:{MONTH_NAME_PATTERN}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b\d{1,2}(?:st|nd|rd|th)? centur(?:y|ies)\b"
    r"|\b\d{1,2}:\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\b\d+ (?:years?|months?|weeks?|days?|hours?|minutes?)\b"
    r"|\b(?:morning|noon|evening|midnight|spring|summer|autumn|winter|century|centuries|decades?)\b"
    r"|\b(?:after|before|during|until|since|while|once) (?:the|a|an|his|her|its|their|[A-Z]\w+)\b"
    r"|[\d零〇一二三四五六七八九十两]+\s*(?:年代|世纪|年|月|日|号|点|时|天|周|小时|分钟)|[春夏秋冬]季|星期[一二三四五六日天]"
    r"|周[一二三四五六日]|[朝代]初|[清明元宋唐汉隋秦晋]代|[清明元宋唐汉隋秦晋]朝|时期|之后|以前|以后|同年|次年|翌年|当日"
)
_NAME_EN = re.compile(r"(?:[A-Z][\w'’.&-]*)(?:\s+(?:(?:of|de|van|von|the|and|la|le|da|di)\s+)?[A-Z][\w'’.&-]*)*")
_TRANSLITERATED = re.compile(r"[\u4e00-\u9fffA-Z.]{1,8}(?:[·•‧∙・][\u4e00-\u9fffA-Z.]{1,10})+")
_TITLED = re.compile(r"《[^》]{1,40}》|「[^」]{1,20}」|“[^”]{1,20}”|[A-Z][A-Za-z0-9]+(?:[ -][A-Z0-9][A-Za-z0-9]*)*")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐伍庞颜倪"
    "庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁"
    "蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和"
    "仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝劉張陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭葉蘇呂盧鐘陸"
)
_AFTER_ROLE = re.compile(
    rf"(?<=[由是为、，。：（和与及向被称叫者员家长师])[{''.join(sorted(_SURNAMES))}][\u4e00-\u9fff]{{1,2}}"
)
_PLACE_ZH = re.compile(
    r"[\u4e00-\u9fff]{1,6}?(?:[省市县区国州岛镇乡村路街山河湖海洋港城湾寺宫院馆厂站楼厅室局府洲]|大学|机场|广场|公园|体育场|中心)"
    r"|位于|坐落|设在|(?:美|英|法|德|日|韩|俄|意|中|印度|巴西|西班牙|葡萄牙|荷兰|瑞士|加拿大|澳大利亚|南非|埃及)国?"
)
_REASON = re.compile(
    r"\bbecause\b|\bdue to\b|\bsince\b|\bas a result\b|\bcaused?\b|\breasons?\b|\bin order to\b|\bso that\b"
    r"|\bto \w+|\bfor\b"
    r"|因为|由于|因而|因此|原因|为了|以便|导致|所以|使得|缘于|因",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\bby\b|\bthrough\b|\busing\b|\bwith\b|\bvia\b|通过|以|用|使用|采用|按|先|方式|方法", re.IGNORECASE
)


def candidates(asked: Asked, text: str) -> list[Span]:
    """Spans of `text` that could answer `asked`; those that the question already holds are left out."""
    if asked.kind == "number":
        return [s for s in _spans(_NUMBER, text) if not _known(asked, text, s)]
    if asked.kind == "when":
        return [s for s in _spans(_DATE, text) if not _known(asked, text, s)]
    if asked.kind == "reason":
        return _spans(_REASON, text)
    if asked.kind == "manner":
        return _spans(_MANNER, text)
    if asked.kind in ("whether", "any"):
        return []
    spans = _names_zh(asked, text) if asked.language == "zh" else _spans(_NAME_EN, text)
    return [s for s in spans if not _known(asked, text, s)]


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(text)]


def _names_zh(asked: Asked, text: str) -> list[Span]:
    if asked.kind == "place":
        return _spans(_PLACE_ZH, text)
    spans = _spans(_TRANSLITERATED, text) + _spans(_AFTER_ROLE, text)
    if asked.kind == "thing":
        spans += _spans(_TITLED, text)
    frequency = chinese_tokenizer().FREQ
    for word, start, end in chinese_tokenizer().tokenize(text):
        rare = 2 <= len(word) <= 4 and frequency.get(word, 0) < 300
        if rare and (word[0] in _SURNAMES or asked.kind == "thing") and "\u4e00" <= word[0] <= "\u9fff":
            spans.append((start, end))
    return spans


def _known(asked: Asked, text: str, span: Span) -> bool:
    said = set(terms(text[span[0] : span[1]]))
    return not said or said <= asked.terms
