"""The fixed facts of Heron River Electric (鹭川电力), the invented utility of the demo.

The documents under `documents/` speak of the same regions, plants, substations, tariffs and people, so a change
here must be made there too.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

FIRST_DAY = date(2023, 1, 1)
LAST_DAY = date(2025, 12, 31)


class Region(NamedTuple):
    name_zh: str
    name_en: str
    population: int
    area_km2: int
    mean_load_mw: float
    """Mean load in 2023; the readings grow from there."""


class Plant(NamedTuple):
    name_zh: str
    name_en: str
    region: int
    fuel: str
    capacity_mw: int
    unit_count: int
    commissioned_year: int


class Substation(NamedTuple):
    name_zh: str
    name_en: str
    region: int
    voltage_kv: int
    transformer_count: int
    capacity_mva: int
    built_year: int


class Line(NamedTuple):
    start: int
    end: int
    length_km: float
    built_year: int


class Tariff(NamedTuple):
    name_zh: str
    name_en: str
    flat_price: float
    peak_price: float
    valley_price: float
    monthly_fee: float


class Chief(NamedTuple):
    """Head of a department, whom the documents may name."""

    name_zh: str
    name_en: str
    department: str
    hired_on: str
    monthly_salary: int


# Numbers that refer to another table are positions in its tuple, counted from 1.
REGIONS = (
    Region("临江区", "Riverside", 862_000, 410, 420.0),
    Region("东港区", "East Harbor", 735_000, 620, 380.0),
    Region("石桥区", "Stonebridge", 514_000, 760, 260.0),
    Region("北岭区", "North Ridge", 328_000, 1_940, 180.0),
    Region("南原区", "South Plain", 401_000, 1_520, 160.0),
    Region("西岗区", "Westhill", 276_000, 1_180, 130.0),
    Region("云湖区", "Cloud Lake", 158_000, 1_360, 90.0),
    Region("松坡区", "Pine Slope", 143_000, 1_050, 80.0),
)

FUELS_ZH = {
    "coal": "燃煤",
    "gas": "天然气",
    "hydro": "水电",
    "wind": "风电",
    "solar": "光伏",
    "biomass": "生物质",
    "pumped storage": "抽水蓄能",
    "battery": "电化学储能",
}

PLANTS = (
    Plant("白石滩火电厂", "Whitestone Coal Plant", 4, "coal", 1_200, 2, 2009),
    Plant("东港燃气电厂", "East Harbor Gas Plant", 2, "gas", 800, 2, 2016),
    Plant("石桥热电厂", "Stonebridge Heat and Power Plant", 3, "coal", 300, 2, 2004),
    Plant("鹭川水电站", "Heron River Hydro Station", 1, "hydro", 480, 4, 1998),
    Plant("青石峡水电站", "Bluestone Gorge Hydro Station", 6, "hydro", 210, 3, 2002),
    Plant("云湖水电站", "Cloud Lake Hydro Station", 7, "hydro", 120, 3, 1987),
    Plant("鹰脊风电场", "Eagle Ridge Wind Farm", 4, "wind", 150, 60, 2015),
    Plant("东港海上风电场", "East Harbor Offshore Wind Farm", 2, "wind", 300, 50, 2021),
    Plant("松坡风电场", "Pine Slope Wind Farm", 8, "wind", 100, 40, 2018),
    Plant("南原光伏电站", "South Plain Solar Park", 5, "solar", 120, 6, 2017),
    Plant("松坡光伏电站", "Pine Slope Solar Park", 8, "solar", 80, 4, 2020),
    Plant("西岗生物质电厂", "Westhill Biomass Plant", 6, "biomass", 30, 1, 2019),
    Plant("云湖抽水蓄能电站", "Cloud Lake Pumped Storage Station", 7, "pumped storage", 240, 4, 2014),
    Plant("石桥储能电站", "Stonebridge Battery Station", 3, "battery", 100, 2, 2022),
)

SUBSTATIONS = (
    Substation("鹭洲变电站", "Heron Island Substation", 1, 500, 3, 2_250, 2005),
    Substation("白石变电站", "Whitestone Substation", 4, 500, 2, 1_500, 2008),
    Substation("望海变电站", "Seaview Substation", 2, 500, 2, 1_500, 2013),
    Substation("江湾变电站", "River Bend Substation", 1, 220, 3, 540, 1999),
    Substation("文昌变电站", "Scholars Gate Substation", 1, 220, 2, 480, 2011),
    Substation("港西变电站", "West Quay Substation", 2, 220, 3, 540, 2007),
    Substation("盐田变电站", "Salt Flats Substation", 2, 220, 2, 360, 2018),
    Substation("石桥变电站", "Stonebridge Substation", 3, 220, 3, 540, 1996),
    Substation("铁匠铺变电站", "Smithfield Substation", 3, 220, 2, 360, 2014),
    Substation("北岭变电站", "North Ridge Substation", 4, 220, 2, 360, 2001),
    Substation("南原变电站", "South Plain Substation", 5, 220, 2, 360, 2003),
    Substation("西岗变电站", "Westhill Substation", 6, 220, 2, 300, 2000),
    Substation("云湖变电站", "Cloud Lake Substation", 7, 220, 2, 300, 2012),
    Substation("松坡变电站", "Pine Slope Substation", 8, 220, 2, 300, 2016),
    Substation("柳巷变电站", "Willow Lane Substation", 1, 110, 2, 126, 1991),
    Substation("钟楼变电站", "Bell Tower Substation", 1, 110, 2, 100, 1985),
    Substation("渔村变电站", "Fishing Village Substation", 2, 110, 2, 100, 1994),
    Substation("新港变电站", "New Harbor Substation", 2, 110, 3, 189, 2022),
    Substation("东窑变电站", "East Kiln Substation", 3, 110, 2, 80, 1989),
    Substation("鹰脊变电站", "Eagle Ridge Substation", 4, 110, 2, 126, 2015),
    Substation("麦园变电站", "Wheatfield Substation", 5, 110, 2, 80, 1997),
    Substation("青石变电站", "Bluestone Substation", 6, 110, 1, 50, 2002),
    Substation("湖心变电站", "Mid-Lake Substation", 7, 110, 1, 40, 2010),
    Substation("松林变电站", "Pinewood Substation", 8, 110, 2, 63, 2006),
)

LINES = (
    Line(1, 2, 118.4, 2008),
    Line(1, 3, 64.2, 2013),
    Line(2, 3, 142.7, 2015),
    Line(1, 4, 12.6, 2005),
    Line(1, 5, 9.8, 2011),
    Line(1, 8, 38.5, 2006),
    Line(1, 12, 71.3, 2007),
    Line(2, 10, 33.9, 2009),
    Line(2, 14, 86.1, 2016),
    Line(3, 6, 17.4, 2013),
    Line(3, 7, 28.8, 2018),
    Line(4, 5, 8.1, 2011),
    Line(4, 11, 54.6, 2003),
    Line(6, 7, 21.5, 2018),
    Line(8, 9, 14.9, 2014),
    Line(8, 11, 47.2, 2004),
    Line(10, 14, 59.7, 2016),
    Line(12, 13, 44.0, 2012),
    Line(10, 13, 91.8, 2019),
    Line(4, 15, 6.3, 1999),
    Line(5, 16, 4.7, 2011),
    Line(15, 16, 3.9, 1991),
    Line(6, 17, 15.2, 2007),
    Line(7, 18, 10.6, 2022),
    Line(8, 19, 11.1, 1996),
    Line(9, 19, 13.4, 2014),
    Line(10, 20, 26.7, 2015),
    Line(11, 21, 31.0, 2003),
    Line(12, 22, 35.6, 2002),
    Line(13, 23, 8.4, 2012),
    Line(14, 24, 19.3, 2016),
    Line(17, 18, 7.7, 2022),
)

TARIFFS = (
    Tariff("居民单一电价", "Residential Standard", 0.56, 0.56, 0.56, 0.0),
    Tariff("居民峰谷电价", "Residential Time-of-Use", 0.56, 0.66, 0.32, 0.0),
    Tariff("一般工商业电价", "General Business", 0.72, 1.08, 0.38, 15.0),
    Tariff("大工业电价", "Large Industry", 0.63, 0.98, 0.31, 480.0),
    Tariff("农业生产电价", "Agriculture", 0.48, 0.58, 0.28, 5.0),
    Tariff("电动汽车充电电价", "EV Charging", 0.65, 0.95, 0.30, 10.0),
)

DEPARTMENTS_ZH = {
    "Dispatch Control Center": "调度控制中心",
    "Generation": "发电部",
    "Transmission": "输电部",
    "Substation Operations": "变电运维部",
    "Distribution": "配电部",
    "Customer Service": "客户服务部",
    "Safety": "安全监察部",
    "Information Technology": "信息技术部",
    "Finance": "财务部",
    "Human Resources": "人力资源部",
}

CHIEFS = (
    Chief("沈一鸣", "Shen Yiming", "Dispatch Control Center", "2001-07-02", 26_800),
    Chief("郭海平", "Guo Haiping", "Generation", "1998-08-17", 26_200),
    Chief("罗松涛", "Luo Songtao", "Transmission", "2003-03-10", 24_900),
    Chief("谢文静", "Xie Wenjing", "Substation Operations", "2005-07-04", 24_300),
    Chief("段立新", "Duan Lixin", "Distribution", "2000-11-20", 24_600),
    Chief("苏婉清", "Su Wanqing", "Customer Service", "2007-05-08", 22_700),
    Chief("雷正阳", "Lei Zhengyang", "Safety", "1999-09-01", 25_100),
    Chief("方知远", "Fang Zhiyuan", "Information Technology", "2012-04-16", 23_900),
    Chief("贺敏", "He Min", "Finance", "2004-02-23", 24_100),
    Chief("陶然", "Tao Ran", "Human Resources", "2009-06-15", 22_300),
)
