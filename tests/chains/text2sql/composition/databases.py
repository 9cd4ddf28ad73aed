"""Six small databases for sentences of every kind: English and Chinese, with foreign keys and without.

`MARINA` and `TEAHOUSE` declare their keys; `FARM` declares none, and neither does `NURSERY`, whose English names are
explained by Chinese comments. `CHOIR` keeps names in two columns, lists in texts and money in cents; `CONTRACTS` keeps
money in ten thousands. Amounts and dates are all different, so that a wrong query shows.
"""

MARINA = (
    """CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT, city TEXT, joined_on DATE, birth_date DATE,
    is_instructor BOOLEAN, sponsor_id INTEGER REFERENCES members (id), annual_fee REAL)""",
    """CREATE TABLE boats (id INTEGER PRIMARY KEY, name TEXT, kind TEXT, length_m REAL, build_year INTEGER, price REAL,
    owner_id INTEGER REFERENCES members (id))""",
    """CREATE TABLE rentals (id INTEGER PRIMARY KEY, boat_id INTEGER REFERENCES boats (id),
    member_id INTEGER REFERENCES members (id), started_at DATETIME, due_on DATE, returned_on DATE, fee REAL,
    status TEXT)""",
    "CREATE TABLE ports (id INTEGER PRIMARY KEY, name TEXT, country TEXT)",
    """CREATE TABLE trips (id INTEGER PRIMARY KEY, boat_id INTEGER REFERENCES boats (id),
    from_port_id INTEGER REFERENCES ports (id), to_port_id INTEGER REFERENCES ports (id), departed_at DATETIME,
    distance_km REAL)""",
    "CREATE TABLE skills (id INTEGER PRIMARY KEY, name TEXT)",
    """CREATE TABLE member_skills (member_id INTEGER REFERENCES members (id), skill_id INTEGER REFERENCES skills (id),
    PRIMARY KEY (member_id, skill_id))""",
    """INSERT INTO members VALUES
    (1, 'Nora Quill', 'Lisbon', '2019-03-04', '1961-05-02', TRUE, NULL, 400),
    (2, 'Tomas Reed', 'Bergen', '2020-07-19', '1988-11-30', FALSE, 1, 250),
    (3, 'Ada Frost', 'Lisbon', '2021-01-08', '1995-02-14', FALSE, 1, 260),
    (4, 'Hugo Lind', 'Split', '2022-09-01', '1979-08-21', TRUE, 2, 320),
    (5, 'Mina Sato', 'Bergen', '2023-03-15', '2001-12-05', FALSE, NULL, 180),
    (6, 'Paul Okoro', 'Cork', '2023-11-27', '1990-06-18', FALSE, 4, 270)""",
    """INSERT INTO boats VALUES
    (1, 'Heron', 'sloop', 9.5, 1998, 42000, 1), (2, 'Petrel', 'ketch', 12.0, 2005, 88000, 2),
    (3, 'Dunlin', 'sloop', 7.2, 2011, 23500, 1), (4, 'Gannet', 'catamaran', 14.3, 2016, 210000, 4),
    (5, 'Wren', 'dinghy', 4.1, 2019, 3900, NULL), (6, 'Osprey', 'ketch', 11.0, 2001, 64000, 3)""",
    """INSERT INTO rentals VALUES
    (1, 1, 2, '2024-02-03 09:30:00', '2024-02-10', '2024-02-09', 300, 'closed'),
    (2, 1, 3, '2024-02-17 14:00:00', '2024-02-20', '2024-02-24', 150, 'closed'),
    (3, 2, 5, '2024-05-06 08:15:00', '2024-05-12', '2024-05-12', 520, 'closed'),
    (4, 3, 2, '2025-02-08 10:00:00', '2025-02-11', '2025-02-15', 120, 'closed'),
    (5, 4, 6, '2025-06-21 18:45:00', '2025-07-01', NULL, 900, 'cancelled'),
    (6, 6, 2, '2025-08-30 07:00:00', '2025-09-03', '2025-09-02', 260, 'closed'),
    (7, 2, 3, '2026-04-11 16:20:00', '2026-04-18', NULL, 540, 'open'),
    (8, 3, 5, '2026-04-27 11:05:00', '2026-05-20', NULL, 130, 'open')""",
    "INSERT INTO ports VALUES (1, 'Ostby', 'Norway'), (2, 'Carrick', 'Ireland'), (3, 'Vela Luka', 'Croatia')",
    """INSERT INTO trips VALUES (1, 1, 1, 2, '2025-05-02 06:00:00', 610), (2, 2, 2, 1, '2025-05-09 07:30:00', 640),
    (3, 2, 3, 2, '2025-07-14 22:10:00', 3900), (4, 4, 1, 3, '2025-07-20 05:40:00', 4100)""",
    "INSERT INTO skills VALUES (1, 'navigation'), (2, 'rigging'), (3, 'first aid'), (4, 'knots')",
    "INSERT INTO member_skills VALUES (1, 1), (1, 2), (2, 1), (3, 3), (4, 1), (4, 3), (5, 4)",
)

TEAHOUSE = (
    "CREATE TABLE 门店 (编号 INTEGER PRIMARY KEY, 名称 TEXT, 城市 TEXT, 开业日期 DATE)",
    """CREATE TABLE 员工 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 职位 TEXT, 工资 REAL, 入职日期 DATE,
    门店编号 INTEGER REFERENCES 门店 (编号), 经理编号 INTEGER REFERENCES 员工 (编号))""",
    "CREATE TABLE 顾客 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 性别 TEXT, 城市 TEXT, 注册日期 DATE, 是否会员 INTEGER)",
    "CREATE TABLE 商品 (编号 INTEGER PRIMARY KEY, 名称 TEXT, 类别 TEXT, 单价 REAL, 库存 INTEGER)",
    """CREATE TABLE 订单 (编号 INTEGER PRIMARY KEY, 顾客编号 INTEGER REFERENCES 顾客 (编号),
    门店编号 INTEGER REFERENCES 门店 (编号), 下单时间 DATETIME, 金额 REAL, 状态 TEXT)""",
    """CREATE TABLE 订单明细 (编号 INTEGER PRIMARY KEY, 订单编号 INTEGER REFERENCES 订单 (编号),
    商品编号 INTEGER REFERENCES 商品 (编号), 数量 INTEGER)""",
    """INSERT INTO 门店 VALUES (1, '松涛店', '杭州', '2018-04-01'), (2, '听雨店', '苏州', '2020-10-12'),
    (3, '望湖店', '杭州', '2023-06-30'), (4, '竹影店', '成都', '2025-01-15')""",
    """INSERT INTO 员工 VALUES (1, '方晓岚', '店长', 9800, '2018-04-01', 1, NULL),
    (2, '韩立冬', '茶艺师', 6200, '2019-08-20', 1, 1), (3, '卢雪梅', '店长', 9100, '2020-10-12', 2, NULL),
    (4, '魏子航', '收银员', 4700, '2021-03-05', 2, 3), (5, '钱思远', '茶艺师', 6800, '2023-07-01', 3, 1)""",
    """INSERT INTO 顾客 VALUES (1, '白若溪', '女', '杭州', '2022-01-10', 1), (2, '孟凡', '男', '苏州', '2022-11-02', 0),
    (3, '白一鸣', '男', '杭州', '2024-02-28', 1), (4, '施雨桐', '女', '成都', '2025-03-16', 0),
    (5, '龙腾飞', '男', '南京', '2026-04-08', 0)""",
    """INSERT INTO 商品 VALUES (1, '明前龙井', '绿茶', 168, 40), (2, '正山小种', '红茶', 128, 0),
    (3, '陈年熟普', '黑茶', 260, 12), (4, '碧螺春', '绿茶', 145, 25), (5, '茉莉香片', '花茶', 66, 80)""",
    """INSERT INTO 订单 VALUES (1, 1, 1, '2025-01-05 10:20:00', 336, '已完成'),
    (2, 2, 2, '2025-01-18 15:45:00', 128, '已完成'), (3, 1, 1, '2025-02-14 20:05:00', 520, '已取消'),
    (4, 3, 3, '2026-03-03 09:10:00', 145, '已完成'), (5, 4, 2, '2026-04-11 19:30:00', 394, '待付款'),
    (6, 1, 3, '2026-04-26 11:00:00', 66, '已完成')""",
    """INSERT INTO 订单明细 VALUES (1, 1, 1, 2), (2, 2, 2, 1), (3, 3, 3, 2), (4, 4, 4, 1), (5, 5, 3, 1), (6, 5, 5, 3),
    (7, 6, 5, 1)""",
)

FARM = (
    "CREATE TABLE fields (field_id INTEGER PRIMARY KEY, field_name TEXT, area_ha REAL, soil TEXT, organic TEXT)",
    "CREATE TABLE crops (crop_id INTEGER PRIMARY KEY, crop_name TEXT, family TEXT, days_to_harvest INTEGER)",
    """CREATE TABLE harvests (harvest_id INTEGER PRIMARY KEY, field_id INTEGER, crop_id INTEGER, harvested_on DATE,
    yield_kg REAL, quality TEXT)""",
    """INSERT INTO fields VALUES (1, 'Long Acre', 12.5, 'loam', 'yes'), (2, 'Mill Side', 4.0, 'clay', 'no'),
    (3, 'Top Meadow', 8.25, 'loam', 'no'), (4, 'Old Quarry', 2.5, 'sand', 'yes')""",
    """INSERT INTO crops VALUES (1, 'barley', 'grass', 95), (2, 'broad bean', 'legume', 80),
    (3, 'beetroot', 'amaranth', 60), (4, 'lentil', 'legume', 110)""",
    """INSERT INTO harvests VALUES (1, 1, 1, '2024-08-02', 52000, 'good'), (2, 1, 2, '2025-07-11', 31000, 'fair'),
    (3, 2, 3, '2025-09-20', 18500, 'good'), (4, 3, 1, '2025-08-05', 40500, 'poor'),
    (5, 3, 2, '2026-07-01', 22000, NULL)""",
)

NURSERY = (
    """CREATE TABLE t_plant ( /* 植物 */
    plant_id INTEGER PRIMARY KEY, /* 植物编号 */
    plant_name TEXT, /* 植物名称 */
    family TEXT, /* 科属 */
    height_cm REAL, /* 株高（厘米） */
    unit_price REAL, /* 单价 */
    needs_sun INTEGER /* 是否喜阳 1是 0否 */
    )""",
    """CREATE TABLE t_greenhouse ( /* 温室 */
    greenhouse_id INTEGER PRIMARY KEY, /* 温室编号 */
    greenhouse_name TEXT, /* 温室名称 */
    area_m2 REAL /* 面积（平方米） */
    )""",
    """CREATE TABLE t_sowing ( /* 播种记录 */
    sowing_id INTEGER PRIMARY KEY, /* 播种编号 */
    plant_id INTEGER, /* 植物编号 */
    greenhouse_id INTEGER, /* 温室编号 */
    sown_on DATE, /* 播种日期 */
    quantity INTEGER, /* 播种数量 */
    state INTEGER /* 状态：0育苗 1移栽 2死亡 */
    )""",
    """INSERT INTO t_plant VALUES (1, '绣球', '虎耳草科', 60, 35, 0), (2, '月季', '蔷薇科', 90, 28, 1),
    (3, '薰衣草', '唇形科', 45, 18, 1), (4, '铁线莲', '毛茛科', 200, 52, 1)""",
    "INSERT INTO t_greenhouse VALUES (1, '东一棚', 320), (2, '东二棚', 280), (3, '南一棚', 500)",
    """INSERT INTO t_sowing VALUES (1, 1, 1, '2025-03-02', 120, 1), (2, 2, 1, '2025-03-20', 200, 1),
    (3, 3, 2, '2025-09-08', 340, 2), (4, 2, 2, '2026-02-11', 150, 0)""",
)

CHOIR = (
    """CREATE TABLE singers (singer_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, voices TEXT, town TEXT,
    age INTEGER)""",
    """CREATE TABLE concerts (concert_id INTEGER PRIMARY KEY, title TEXT, held_on DATE, ticket_price_cents INTEGER,
    length_minutes INTEGER, seats INTEGER)""",
    """CREATE TABLE appearances (singer_id INTEGER REFERENCES singers (singer_id),
    concert_id INTEGER REFERENCES concerts (concert_id), solo INTEGER)""",
    """CREATE TABLE donations (donation_id INTEGER PRIMARY KEY, singer_id INTEGER REFERENCES singers (singer_id),
    given_on DATE, amount REAL, currency TEXT)""",
    """INSERT INTO singers VALUES (1, 'Lea', 'Winter', 'alto,soprano', 'Ulm', 34),
    (2, 'Jon', 'Berg', 'tenor', 'Ulm', 51), (3, 'Lea', 'Sommer', 'soprano', 'Graz', 27),
    (4, 'Ivo', 'Klar', 'bass,tenor', 'Linz', 63)""",
    """INSERT INTO concerts VALUES (1, 'Evensong', '2025-03-08', 1850, 75, 240),
    (2, 'Requiem', '2025-11-02', 3200, 110, 410), (3, 'Spring Airs', '2026-04-25', 1200, 60, 180)""",
    "INSERT INTO appearances VALUES (1, 1, 1), (1, 2, 0), (2, 2, 1), (3, 3, 0)",
    """INSERT INTO donations VALUES (1, 1, '2025-02-01', 120, 'EUR'), (2, 2, '2025-06-15', 45, 'EUR'),
    (3, 1, '2026-01-20', 300, 'EUR')""",
)

CONTRACTS = (
    """CREATE TABLE 客户 (编号 INTEGER PRIMARY KEY, 客户名称 TEXT, 行业 TEXT)""",
    """CREATE TABLE 合同 (
    编号 INTEGER PRIMARY KEY,
    客户编号 INTEGER REFERENCES 客户 (编号),
    合同额 REAL, /* 合同额（万元） */
    签订日期 DATE,
    到期日期 DATE,
    标签 TEXT
    )""",
    "INSERT INTO 客户 VALUES (1, '宏远机械', '制造'), (2, '清泉饮品', '食品'), (3, '云阶软件', '软件')",
    """INSERT INTO 合同 VALUES (1, 1, 80, '2025-03-01', '2026-03-01', '重点,续签'),
    (2, 1, 35, '2025-09-10', '2026-09-10', '续签'), (3, 2, 120, '2026-02-02', '2027-02-02', '重点')""",
)
