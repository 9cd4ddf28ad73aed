CREATE TABLE wl_wd (
  wd_id INT PRIMARY KEY COMMENT '网点ID', wd_mc VARCHAR(40) COMMENT '网点名称', ss_cs VARCHAR(20) COMMENT '所属城市', wd_lx TINYINT COMMENT '网点类型：1直营 2加盟',
  yy_bz CHAR(1) COMMENT '营业标志：Y营业 N停业', sj_wd_id INT COMMENT '上级网点ID', ky_rq DATE COMMENT '开业日期') COMMENT = '网点表';
INSERT INTO wl_wd VALUES
 (1, '成都分拨中心', '成都市', 1, 'Y', NULL, '2016-03-01'), (2, '武侯站', '成都市', 2, 'Y', 1, '2019-05-20'), (3, '绵阳站', '绵阳市', 2, 'N', 1, '2021-01-11'),
 (4, '重庆分拨中心', '重庆市', 1, 'Y', NULL, '2017-09-09'), (5, '渝北站', '重庆市', 2, 'Y', 4, '2026-10-20');

CREATE TABLE wl_sj (
  sj_id INT PRIMARY KEY COMMENT '司机ID', xm VARCHAR(20) COMMENT '司机姓名', jz_lx VARCHAR(4) COMMENT '驾照类型', jl INT COMMENT '驾龄（年）', sf_zz TINYINT(1) COMMENT '是否在职 1是 0否',
  jn SET('冷链', '危险品', '大件') COMMENT '技能', lxdh VARCHAR(20) COMMENT '联系电话', sf_id INT COMMENT '师傅司机ID', rz_rq DATE COMMENT '入职日期', lz_rq DATE COMMENT '离职日期') COMMENT = '司机表';
INSERT INTO wl_sj VALUES
 (1, '罗刚', 'A2', 18, 1, '冷链,危险品', '13900000001', NULL, '2017-04-10', NULL), (2, '谢军', 'B2', 9, 1, '冷链', NULL, 1, '2020-06-01', NULL),
 (3, '唐娟', 'A2', 12, 1, '大件', '13900000003', 1, '2021-11-15', NULL), (4, '邓超群', 'C1', 3, 0, NULL, '', 2, '2024-02-20', '2025-08-31'),
 (5, '曹斌', 'B2', 6, 1, '危险品,大件', '13900000005', 1, '2026-11-03', NULL), (6, '彭越', 'A1', 22, 0, '', '13900000006', NULL, '2016-05-05', '2026-10-31');

CREATE TABLE wl_cl (
  cl_id INT PRIMARY KEY COMMENT '车辆ID', cph VARCHAR(12) COMMENT '车牌号', ny_lx TINYINT COMMENT '能源类型：1柴油 2电动 3天然气', zz INT COMMENT '载重（公斤）', nj_dq DATE COMMENT '年检到期日',
  sj_id INT COMMENT '司机ID', wd_id INT COMMENT '网点ID') COMMENT = '车辆表';
INSERT INTO wl_cl VALUES (1, '川A1001', 1, 18000, '2027-03-31', 1, 1), (2, '川A2002', 2, 3500, '2026-12-15', 2, 2), (3, '川B3003', 1, 9000, '2026-09-30', NULL, 3), (4, '渝A4004', 3, 25000, '2027-06-30', 3, 4), (5, '渝D5005', 2, 3000, '2026-11-20', 5, 5);

CREATE TABLE wl_kh (
  kh_id INT PRIMARY KEY COMMENT '客户ID', kh_mc VARCHAR(40) COMMENT '客户名称', kh_lx CHAR(1) COMMENT '客户类型(Q企业,G个人)', cs VARCHAR(20) COMMENT '所在城市', xy_ed DECIMAL(10, 2) COMMENT '信用额度（万元）',
  sf_hmd CHAR(1) COMMENT '是否黑名单（Y是 N否）') COMMENT = '客户表';
INSERT INTO wl_kh VALUES
 (1, '蜀味食品有限公司', 'Q', '成都市', 200.00, 'N'), (2, '山城火锅底料厂', 'Q', '重庆市', 80.00, 'N'), (3, '田小禾', 'G', '成都市', NULL, 'N'), (4, '江明远', 'G', '绵阳市', NULL, 'Y'),
 (5, '锦江电子有限公司', 'Q', '成都市', 350.50, 'N'), (6, '南岸花卉', 'Q', '重庆市', 0.00, 'Y'), (7, '沙坪坝书店', 'Q', '重庆市', 20.00, 'N');

CREATE TABLE wl_yd (
  yd_id INT PRIMARY KEY COMMENT '运单ID', ydh VARCHAR(20) COMMENT '运单号', kh_id INT COMMENT '客户ID', sf_wd INT COMMENT '始发网点ID', md_wd INT COMMENT '目的网点ID', cl_id INT COMMENT '车辆ID',
  yd_zt TINYINT COMMENT '运单状态：0待揽收 1运输中 2已签收 3已退回 4异常', hw VARCHAR(20) COMMENT '货物名称', zl DECIMAL(10, 1) COMMENT '重量（公斤）', yf INT COMMENT '运费（分）',
  bj_bz CHAR(1) COMMENT '保价标志：Y已保价 N未保价', xd_sj DATETIME COMMENT '下单时间', qs_sj DATETIME COMMENT '签收时间') COMMENT = '运单表';
INSERT INTO wl_yd VALUES
 (1, 'Y2501', 1, 1, 4, 1, 2, '辣酱', 1200.0, 180000, 'Y', '2025-03-02 09:00:00', '2025-03-04 15:00:00'), (2, 'Y2502', 3, 2, 3, 2, 2, '书籍', 35.5, 4800, 'N', '2025-09-10 11:00:00', '2025-09-12 10:00:00'),
 (3, 'Y2503', 2, 4, 1, 4, 2, '底料', 8000.0, 960000, 'Y', '2025-11-12 08:00:00', '2025-11-13 18:00:00'), (4, 'Y2601', 5, 1, 4, 1, 2, '显示屏', 2400.0, 1250000, 'Y', '2026-01-15 10:00:00', '2026-01-17 09:00:00'),
 (5, 'Y2602', 4, 3, 2, 3, 3, '家具', 260.0, 38000, 'N', '2026-04-21 16:00:00', NULL), (6, 'Y2603', 1, 1, 4, 1, 2, '辣酱', 1500.0, 225000, 'Y', '2026-08-30 07:30:00', '2026-09-01 12:00:00'),
 (7, 'Y2604', 6, 4, 2, 4, 4, '盆栽', 480.0, 72000, 'N', '2026-10-05 13:00:00', NULL), (8, 'Y2605', 2, 4, 1, 4, 2, '底料', 6000.0, 720000, 'Y', '2026-10-22 09:00:00', '2026-10-24 17:00:00'),
 (9, 'Y2606', 3, 2, 4, 2, 2, '书籍', 12.0, 2600, 'N', '2026-11-04 18:00:00', '2026-11-07 11:00:00'), (10, 'Y2607', 5, 1, 5, 1, 1, '显示屏', 3100.0, 1600000, 'Y', '2026-11-26 10:00:00', NULL),
 (11, 'Y2608', 1, 1, 4, NULL, 0, '辣酱', 900.0, 135000, 'N', '2026-11-29 20:00:00', NULL), (12, 'Y2609', 2, 4, 2, NULL, 0, '底料', 700.0, 98000, 'N', '2026-11-30 08:00:00', NULL);
