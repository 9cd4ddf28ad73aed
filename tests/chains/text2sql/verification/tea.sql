CREATE TABLE 茶园 (编号 INTEGER PRIMARY KEY, 名称 TEXT NOT NULL, 乡镇 TEXT NOT NULL, 海拔 INTEGER NOT NULL);
CREATE TABLE 茶农 (编号 INTEGER PRIMARY KEY, 姓名 TEXT NOT NULL, 茶园编号 INTEGER NOT NULL REFERENCES 茶园 (编号), 年龄 INTEGER NOT NULL, 入社日期 DATE NOT NULL, 是否签约 BOOLEAN NOT NULL);
CREATE TABLE 批次 (编号 INTEGER PRIMARY KEY, 茶农编号 INTEGER NOT NULL REFERENCES 茶农 (编号), 品种 TEXT NOT NULL, 等级 TEXT NOT NULL, 重量 INTEGER NOT NULL, 单价 NUMERIC NOT NULL, 采摘日期 DATE NOT NULL, 状态 TEXT NOT NULL);
INSERT INTO 茶园 VALUES (1, '云雾园', '青石镇', 860), (2, '溪口园', '白沙镇', 420), (3, '松岭园', '青石镇', 1130);
INSERT INTO 茶农 VALUES (1, '何满仓', 1, 58, '2010-03-12', 1), (2, '罗小玉', 1, 34, '2019-05-06', 1), (3, '韦大川', 2, 47, '2016-08-21', 0), (4, '蓝凤英', 3, 62, '2008-11-02', 1), (5, '莫春生', 3, 29, '2023-04-15', 0);
INSERT INTO 批次 VALUES (1, 1, '毛尖', '特级', 120, 260, '2024-03-28', '已售'), (2, 2, '毛尖', '一级', 210, 180, '2024-04-11', '已售'), (3, 3, '红茶', '一级', 340, 95, '2024-05-20', '库存'), (4, 4, '白茶', '特级', 80, 320, '2023-04-02', '已售'), (5, 4, '毛尖', '二级', 260, 120, '2024-09-15', '报废'), (6, 1, '红茶', '特级', 150, 210, '2025-04-06', '库存'), (7, 2, '白茶', '一级', 175, 150, '2023-10-09', '已售');
