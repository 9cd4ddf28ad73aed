import pytest

from chains.text2sql.schema.coded_comments import base_of, codes_in, label_of


@pytest.mark.parametrize(
    ("comment", "label", "codes"),
    [
        ("票据状态：0未审 1已审 2作废", "票据状态", {"0": "未审", "1": "已审", "2": "作废"}),
        ("性别（1男，2女）", "性别", {"1": "男", "2": "女"}),
        ("渠道: D=门店;W=网店", "渠道", {"D": "门店", "W": "网店"}),
        ("会员等级 1-普通 2-银卡 3-金卡", "会员等级", {"1": "普通", "2": "银卡", "3": "金卡"}),
        ("标志（0代表正常 1代表停用）", "标志", {"0": "正常", "1": "停用"}),
        ("状态1.新建2.处理中3.完成", "状态", {"1": "新建", "2": "处理中", "3": "完成"}),
        ("O=open, C=closed", "", {"O": "open", "C": "closed"}),
        (
            "ticket state: 0 new, 1 in progress, 2 solved",
            "ticket state",
            {"0": "new", "1": "in progress", "2": "solved"},
        ),
        ("size (S small/M medium/L large)", "size", {"S": "small", "M": "medium", "L": "large"}),
        ("P for parcel, L for letter", "", {"P": "parcel", "L": "letter"}),
        ("Y-yes N-no", "", {"Y": "yes", "N": "no"}),
        ("'A' adult, 'C' child", "", {"A": "adult", "C": "child"}),
        ("paid (P), due (D)", "", {"P": "paid", "D": "due"}),
        ("用户类型 U=普通用户;V=VIP用户", "用户类型", {"U": "普通用户", "V": "VIP用户"}),
    ],
)
def test_codes_are_read_out_of_comments(comment: str, label: str, codes: dict[str, str]) -> None:
    assert {pair.code: pair.word for pair in codes_in(comment)} == codes
    assert label_of(comment) == label


@pytest.mark.parametrize(
    "comment",
    [
        "",
        "height in cm",
        "name of the owner, e.g. Ann",
        "1 to 5 stars",
        "amount in USD, 2 decimals",
        "单位：1万元",
        "第1级和第2级",
        "the day 1 of month",
        "客户名称",
    ],
)
def test_numbers_and_letters_of_other_comments_are_no_codes(comment: str) -> None:
    assert codes_in(comment) == ()


def test_what_was_done_is_the_base_of_a_state() -> None:
    assert [base_of(word) for word in ("已发货", "处理中", "普通用户", "待付款", "已办")] == [
        "发货",
        "处理",
        "普通",
        "待付款",
        "已办",
    ]
