CREATE TABLE gc_cj (cj_id INT PRIMARY KEY COMMENT '车间ID', cj_mc VARCHAR(20) COMMENT '车间名称', mj DECIMAL(8, 1) COMMENT '面积（平方米）', kt_bz TINYINT COMMENT '空调标志（1有 0无）') COMMENT = '车间表';
INSERT INTO gc_cj VALUES (1, '冲压车间', 850.5, 1), (2, '焊接车间', 600.0, 0), (3, '装配车间', 1200.0, 1), (4, '喷涂车间', 400.0, 0);

CREATE TABLE gc_yg (
  yg_id INT PRIMARY KEY COMMENT '员工ID', gh VARCHAR(8) COMMENT '工号', xm VARCHAR(20) COMMENT '姓名', xb TINYINT COMMENT '性别：1男 2女', cj_id INT COMMENT '车间ID', zc VARCHAR(10) COMMENT '职称', yx INT COMMENT '月薪（元）',
  sf_id INT COMMENT '师傅ID（员工）', rz_rq DATE COMMENT '入职日期', lz_rq DATE COMMENT '离职日期', cz SET('电工证', '焊工证', '叉车证') COMMENT '持证', sjh VARCHAR(20) COMMENT '手机号', zs_bz CHAR(1) COMMENT '住宿标志：Y住宿 N不住宿') COMMENT = '员工表';
INSERT INTO gc_yg VALUES
 (1, 'G001', '高建业', 1, 1, '主任', 12000, NULL, '2012-03-01', NULL, '电工证,叉车证', '13700000001', 'N'), (2, 'G002', '孙晓燕', 2, 1, '工程师', 9800, 1, '2018-07-16', NULL, '', '13700000002', 'N'),
 (3, 'G003', '白志强', 1, 2, '主任', 11500, NULL, '2014-05-20', NULL, '焊工证', '13700000003', 'Y'), (4, 'G004', '龙梅', 2, 2, '技工', 7200, 3, '2020-09-01', '2026-02-28', '焊工证,叉车证', NULL, 'Y'),
 (5, 'G005', '方磊', 1, 2, '技工', 6800, 3, '2023-03-13', NULL, NULL, '', 'Y'), (6, 'G006', '石秀兰', 2, 3, '主任', 10800, NULL, '2016-11-11', NULL, '叉车证', '13700000006', 'N'),
 (7, 'G007', '贺春生', 1, 3, '技工', 6500, 6, '2025-08-04', NULL, '电工证', '13700000007', 'Y'), (8, 'G008', '柳青', 2, 1, '技工', 6100, 2, '2026-09-07', NULL, '', NULL, 'Y');

CREATE TABLE gc_sb (
  sb_id INT PRIMARY KEY COMMENT '设备ID', sb_bh VARCHAR(10) COMMENT '设备编号', sb_mc VARCHAR(20) COMMENT '设备名称', cj_id INT COMMENT '车间ID', sb_zt TINYINT COMMENT '设备状态：0闲置 1运行 2维修 3报废', gz_rq DATE COMMENT '购置日期',
  yz DECIMAL(10, 2) COMMENT '原值（万元）', gl INT COMMENT '功率（千瓦）', sf_jk TINYINT(1) COMMENT '是否进口 1是 0否', fzr_id INT COMMENT '负责人ID') COMMENT = '设备表';
INSERT INTO gc_sb VALUES
 (1, 'SB-01', '大液压机', 1, 1, '2015-06-01', 85.00, 110, 1, 1), (2, 'SB-02', '小液压机', 1, 2, '2018-01-15', 62.50, 90, 0, 2), (3, 'SB-03', '焊接机器人', 2, 1, '2021-04-10', 120.00, 45, 1, 3), (4, 'SB-04', '手工焊机', 2, 0, '2012-09-09', 1.20, 12, 0, NULL),
 (5, 'SB-05', '装配线', 3, 1, '2019-12-20', 230.80, 75, 0, 6), (6, 'SB-06', '检测台', 3, 3, '2010-02-02', 8.60, 3, 1, NULL), (7, 'SB-07', '激光切割机', 1, 1, '2026-07-08', 156.00, 30, 1, 2);

CREATE TABLE gc_gys (gys_id INT PRIMARY KEY COMMENT '供应商ID', gys_mc VARCHAR(40) COMMENT '供应商名称', sf VARCHAR(10) COMMENT '省份', dj CHAR(1) COMMENT '等级(A优,B良,C差)', cg_e DECIMAL(10, 2) COMMENT '年采购额（万元）') COMMENT = '供应商表';
INSERT INTO gc_gys VALUES (1, '鞍源钢材有限公司', '辽宁省', 'A', 1200.50), (2, '浦江紧固件厂', '上海市', 'B', 86.00), (3, '岭南涂料有限公司', '广东省', 'A', 45.20), (4, '天目电机股份有限公司', '浙江省', 'C', 310.00), (5, '海河橡塑厂', '天津市', 'B', NULL);

CREATE TABLE gc_wl (
  wl_id INT PRIMARY KEY COMMENT '物料ID', wl_bm VARCHAR(10) COMMENT '物料编码', wl_mc VARCHAR(20) COMMENT '物料名称', lb TINYINT COMMENT '类别：1原料 2半成品 3成品 4耗材', dw VARCHAR(4) COMMENT '单位', aq_kc INT COMMENT '安全库存', dj INT COMMENT '单价（分）', gys_id INT COMMENT '供应商ID') COMMENT = '物料表';
INSERT INTO gc_wl VALUES
 (1, 'M100', '冷轧钢板', 1, '张', 200, 18500, 1), (2, 'M101', '六角螺栓', 4, '个', 5000, 35, 2), (3, 'M200', '支架', 2, '件', 100, 6200, NULL), (4, 'M300', '座椅骨架', 3, '套', 50, 48000, NULL),
 (5, 'M301', '车门铰链', 3, '副', 80, 12600, NULL), (6, 'M102', '防锈漆', 1, '桶', 20, 32000, 3), (7, 'M103', '小电机', 1, '台', 30, 25000, 4);

CREATE TABLE gc_ck (ck_id INT PRIMARY KEY COMMENT '仓库ID', ck_mc VARCHAR(20) COMMENT '仓库名称', ck_lx CHAR(1) COMMENT '仓库类型：Y原料仓 C成品仓 B备件仓') COMMENT = '仓库表';
INSERT INTO gc_ck VALUES (1, '东库', 'Y'), (2, '西库', 'C'), (3, '小库', 'B'), (4, '南库', 'C');
CREATE TABLE gc_kc (ck_id INT COMMENT '仓库ID', wl_id INT COMMENT '物料ID', sl INT COMMENT '库存数量', PRIMARY KEY (ck_id, wl_id)) COMMENT = '库存表';
INSERT INTO gc_kc VALUES (1, 1, 150), (1, 6, 35), (1, 7, 30), (2, 4, 64), (2, 5, 20), (3, 2, 8000), (4, 5, 95), (3, 7, 4);
CREATE TABLE gc_db (
  db_id INT PRIMARY KEY COMMENT '调拨单ID', wl_id INT COMMENT '物料ID', dc_ck INT COMMENT '调出仓库ID', dr_ck INT COMMENT '调入仓库ID', sl INT COMMENT '调拨数量', db_rq DATE COMMENT '调拨日期') COMMENT = '调拨单';
INSERT INTO gc_db VALUES (1, 5, 2, 4, 40, '2026-03-12'), (2, 4, 4, 2, 15, '2026-06-20'), (3, 7, 1, 3, 4, '2026-08-30'), (4, 5, 2, 4, 30, '2026-09-16'), (5, 2, 3, 1, 500, '2026-09-21');

CREATE TABLE gc_gd (
  gd_id INT PRIMARY KEY COMMENT '工单ID', gdh VARCHAR(10) COMMENT '工单号', wl_id INT COMMENT '物料ID', cj_id INT COMMENT '车间ID', jh_sl INT COMMENT '计划数量', wc_sl INT COMMENT '完成数量', bl_sl INT COMMENT '不良数量',
  gd_zt TINYINT COMMENT '工单状态：0未开工 1生产中 2已完工 3已关闭 9作废', jj_bz CHAR(1) COMMENT '加急标志：Y加急 N普通', xd_rq DATE COMMENT '下达日期', jh_wg DATE COMMENT '计划完工日期', sj_wg DATETIME COMMENT '实际完工时间',
  zd_id INT COMMENT '制单人ID', sh_id INT COMMENT '审核人ID') COMMENT = '生产工单';
INSERT INTO gc_gd VALUES
 (1, 'GD2501', 4, 3, 100, 100, 2, 2, 'N', '2025-08-11', '2025-08-20', '2025-08-19 16:00:00', 6, 1), (2, 'GD2502', 5, 3, 200, 200, 9, 2, 'Y', '2025-09-15', '2025-09-25', '2025-09-28 10:00:00', 6, 3),
 (3, 'GD2503', 3, 2, 300, 290, 10, 3, 'N', '2025-11-03', '2025-11-20', '2025-11-20 17:30:00', 3, 1), (4, 'GD2601', 4, 3, 150, 150, 0, 2, 'N', '2026-02-24', '2026-03-10', '2026-03-08 09:00:00', 6, 1),
 (5, 'GD2602', 3, 2, 500, 480, 25, 2, 'Y', '2026-05-18', '2026-06-01', '2026-06-05 11:00:00', 3, 1), (6, 'GD2603', 5, 3, 80, 0, 0, 9, 'N', '2026-06-10', '2026-06-30', NULL, 7, 6),
 (7, 'GD2604', 4, 3, 120, 120, 3, 2, 'N', '2026-08-17', '2026-08-28', '2026-08-27 15:20:00', 6, 1), (8, 'GD2605', 3, 2, 260, 100, 4, 1, 'Y', '2026-09-14', '2026-09-22', NULL, 3, NULL),
 (9, 'GD2606', 5, 3, 90, 30, 0, 1, 'N', '2026-09-18', '2026-10-08', NULL, 6, 3), (10, 'GD2607', 3, 1, 400, 0, 0, 0, 'N', '2026-09-22', '2026-10-15', NULL, 2, NULL), (11, 'GD2608', 4, 3, 60, 0, 0, 0, 'Y', '2026-09-22', '2026-09-30', NULL, 6, 1);

CREATE TABLE gc_wx (
  wx_id INT PRIMARY KEY COMMENT '维修ID', sb_id INT COMMENT '设备ID', gz_ms VARCHAR(40) COMMENT '故障描述', bx_sj DATETIME COMMENT '报修时间', xf_sj DATETIME COMMENT '修复时间', wx_fy DECIMAL(10, 2) COMMENT '维修费用（元）') COMMENT = '维修记录';
INSERT INTO gc_wx VALUES
 (1, 2, '漏油', '2025-06-03 08:20:00', '2025-06-03 15:20:00', 1800.00), (2, 5, '皮带断裂', '2025-12-25 19:40:00', '2025-12-27 09:00:00', 5200.00), (3, 3, '焊枪堵塞', '2026-04-14 10:05:00', '2026-04-14 11:35:00', 350.50),
 (4, 2, '压力不足', '2026-08-21 21:15:00', '2026-08-22 10:00:00', 900.00), (5, 2, '漏油', '2026-09-16 07:50:00', NULL, NULL), (6, 1, '异响', '2026-09-22 13:30:00', '2026-09-22 18:00:00', 600.00);
