"""Employees and customers of the demo utility, with Chinese names and their pinyin."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from server.demo.world import CHIEFS, DEPARTMENTS_ZH, LAST_DAY, REGIONS

Row: TypeAlias = tuple[object, ...]
"""One row of a table, in the order of its columns."""

_SURNAMES = (
    "王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 赵 Zhao 黄 Huang 周 Zhou 吴 Wu 徐 Xu 孙 Sun 胡 Hu 朱 Zhu 高 Gao "
    "林 Lin 何 He 马 Ma 梁 Liang 宋 Song 郑 Zheng 唐 Tang 韩 Han 冯 Feng 于 Yu 董 Dong 萧 Xiao 程 Cheng 曹 Cao 袁 Yuan"
).split()
_GIVEN_NAMES = (
    "伟 Wei 芳 Fang 娜 Na 磊 Lei 静 Jing 强 Qiang 洋 Yang 艳 Yan 勇 Yong 杰 Jie 娟 Juan 涛 Tao 明 Ming 超 Chao "
    "秀兰 Xiulan 霞 Xia 平 Ping 刚 Gang 桂英 Guiying 建国 Jianguo 志强 Zhiqiang 海燕 Haiyan 晓东 Xiaodong 雨桐 Yutong "
    "子涵 Zihan 浩然 Haoran 思远 Siyuan 佳怡 Jiayi 梓萱 Zixuan 俊杰 Junjie 文博 Wenbo 雅琴 Yaqin 春梅 Chunmei "
    "国栋 Guodong 丽华 Lihua 天宇 Tianyu 欣然 Xinran 一凡 Yifan 家豪 Jiahao 若曦 Ruoxi"
).split()

_STAFF = {
    "Dispatch Control Center": 14,
    "Generation": 12,
    "Transmission": 14,
    "Substation Operations": 18,
    "Distribution": 16,
    "Customer Service": 12,
    "Safety": 6,
    "Information Technology": 8,
    "Finance": 6,
    "Human Resources": 4,
}
_TITLES = {
    "Dispatch Control Center": (("dispatcher", "调度员"), ("shift supervisor", "值长")),
    "Generation": (("engineer", "工程师"), ("operator", "运行员")),
    "Transmission": (("line worker", "线路工"), ("engineer", "工程师")),
    "Substation Operations": (("technician", "技术员"), ("operator", "运行员")),
    "Distribution": (("line worker", "线路工"), ("technician", "技术员")),
    "Customer Service": (("customer adviser", "客户专员"), ("meter reader", "抄表员")),
    "Safety": (("safety inspector", "安全员"), ("engineer", "工程师")),
    "Information Technology": (("engineer", "工程师"), ("technician", "技术员")),
    "Finance": (("accountant", "会计"), ("clerk", "文员")),
    "Human Resources": (("clerk", "文员"), ("recruiter", "招聘专员")),
}
_PAY = {
    "dispatcher": 13_500,
    "shift supervisor": 18_200,
    "engineer": 14_300,
    "operator": 10_800,
    "line worker": 11_200,
    "technician": 10_400,
    "customer adviser": 8_200,
    "meter reader": 7_100,
    "safety inspector": 12_300,
    "accountant": 10_900,
    "clerk": 7_600,
    "recruiter": 9_300,
}

# category: (Chinese, share of customers, tariffs to choose from, contracted kW from, to)
_CATEGORIES: dict[str, tuple[str, int, tuple[int, ...], int, int]] = {
    "residential": ("居民", 340, (1, 1, 2), 4, 12),
    "commercial": ("商业", 130, (3,), 20, 300),
    "industrial": ("工业", 70, (4,), 400, 6_000),
    "agricultural": ("农业", 50, (5,), 15, 120),
    "EV charging": ("电动汽车充电", 30, (6,), 60, 600),
}
_BRANDS = (
    "晨光 Morning Light 远帆 Far Sail 金穗 Golden Wheat 云杉 Spruce 长桥 Long Bridge 白鹭 Egret 和顺 Harmony "
    "青禾 Green Sprout 星海 Starry Sea 北风 North Wind 同舟 Same Boat 瑞丰 Good Harvest 竹溪 Bamboo Creek "
    "启明 Daystar 海盐 Sea Salt 橡树 Oak 山泉 Mountain Spring 锦程 Bright Road"
)
_TRADES = {
    "commercial": (
        ("超市", "Supermarket"),
        ("酒店", "Hotel"),
        ("餐厅", "Restaurant"),
        ("书店", "Bookstore"),
        ("商场", "Shopping Center"),
        ("影院", "Cinema"),
        ("诊所", "Clinic"),
        ("茶馆", "Teahouse"),
    ),
    "industrial": (
        ("纺织厂", "Textile Mill"),
        ("水泥厂", "Cement Works"),
        ("造船厂", "Shipyard"),
        ("食品厂", "Food Factory"),
        ("造纸厂", "Paper Mill"),
        ("玻璃厂", "Glassworks"),
    ),
    "agricultural": (
        ("农场", "Farm"),
        ("灌溉站", "Irrigation Station"),
        ("茶园", "Tea Garden"),
        ("养殖场", "Fish Farm"),
    ),
    "EV charging": (("充电站", "Charging Station"),),
}


def _pairs(words: list[str]) -> list[tuple[str, str]]:
    return list(zip(words[::2], words[1::2], strict=True))


def _brands() -> list[tuple[str, str]]:
    brands: list[tuple[str, list[str]]] = []
    for word in _BRANDS.split():
        if word.isascii():
            brands[-1][1].append(word)
        else:
            brands.append((word, []))
    return [(zh, " ".join(en)) for zh, en in brands]


def _person_names(rng: Random) -> list[tuple[str, str]]:
    names = [
        (surname_zh + given_zh, f"{surname} {given}")
        for surname_zh, surname in _pairs(_SURNAMES)
        for given_zh, given in _pairs(_GIVEN_NAMES)
    ]
    rng.shuffle(names)
    return names


def _business_names(rng: Random, category: str) -> list[tuple[str, str]]:
    names = [
        (region.name_zh.removesuffix("区") + brand_zh + trade_zh, f"{region.name_en} {brand} {trade}")
        for region in REGIONS
        for brand_zh, brand in _brands()
        for trade_zh, trade in _TRADES[category]
    ]
    rng.shuffle(names)
    return names


def employees(rng: Random) -> list[Row]:
    """Rows of `employees`: the heads of department first, then their staff."""
    rows: list[Row] = [
        (
            number,
            chief.name_zh,
            chief.name_en,
            chief.department,
            DEPARTMENTS_ZH[chief.department],
            "department head",
            "部门主任",
            chief.hired_on,
            chief.monthly_salary,
        )
        for number, chief in enumerate(CHIEFS, 1)
    ]
    names = iter(_person_names(rng))
    for department, count in _STAFF.items():
        for _ in range(count):
            title, title_zh = _TITLES[department][0 if rng.random() < 0.72 else 1]
            hired = date(2000, 1, 10) + timedelta(days=rng.randrange(25 * 365))
            seniority = (LAST_DAY.year - hired.year) * 130
            salary = round((_PAY[title] + seniority + rng.randrange(-400, 401)) / 50) * 50
            name_zh, name_en = next(names)
            department_zh = DEPARTMENTS_ZH[department]
            number = len(rows) + 1
            rows.append((number, name_zh, name_en, department, department_zh, title, title_zh, str(hired), salary))
    return rows


def customers(rng: Random) -> list[Row]:
    """Rows of `customers`; most opened their account before 2023, some during the three years on record."""
    people = iter(_person_names(rng))
    businesses = {category: _business_names(rng, category) for category in _TRADES}
    by_english_name = {region.name_en: number for number, region in enumerate(REGIONS, 1)}
    population = [region.population for region in REGIONS]
    rows: list[Row] = []
    for category, (category_zh, count, tariffs, low, high) in _CATEGORIES.items():
        for position in range(count):
            if category == "residential":
                name_zh, name_en = next(people)
                region = rng.choices(range(1, len(REGIONS) + 1), population)[0]
            else:
                name_zh, name_en = businesses[category][position]
                region = next(n for name, n in by_english_name.items() if name_en.startswith(name))
            new = rng.random() < 0.12
            first = date(2023, 1, 5) if new else date(2008, 1, 5)
            span = 1_030 if new else 5_450
            joined = first + timedelta(days=rng.randrange(span))
            contracted = rng.randrange(low, high + 1)
            number = len(rows) + 1
            meter = f"HRE-{region:02d}-{10_000 + number * 7}"
            tariff = rng.choice(tariffs)
            rows.append(
                (
                    number,
                    name_zh,
                    name_en,
                    category,
                    category_zh,
                    region,
                    tariff,
                    meter,
                    contracted,
                    str(joined),
                )
            )
    return rows
