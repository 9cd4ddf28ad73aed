CREATE TABLE 教师 (
  教师编号 INT PRIMARY KEY COMMENT 'teacher id', 姓名 VARCHAR(20) COMMENT 'name of the teacher', 性别 ENUM('男', '女') COMMENT 'sex: 男 = male, 女 = female', 学科 VARCHAR(10) COMMENT 'subject taught', 入校日期 DATE COMMENT 'hired on',
  离校日期 DATE COMMENT 'left on', 导师编号 INT COMMENT 'mentor of this teacher', 课时费 INT COMMENT '每课时费用（分）, fee per lesson in cents', FOREIGN KEY (导师编号) REFERENCES 教师 (教师编号)) COMMENT = 'teachers';
INSERT INTO 教师 VALUES
 (1, '梁书恒', '男', '数学', '2008-09-01', NULL, NULL, 12000), (2, '顾雨桐', '女', '语文', '2015-09-01', NULL, NULL, 9500), (3, '丁浩然', '男', '物理', '2019-03-01', NULL, 1, 8800),
 (4, '沈若兰', '女', '英语', '2022-09-01', NULL, 2, 8000), (5, '韦明', '男', '数学', '2024-09-01', '2026-01-31', 1, 7000), (6, '欧阳雪', '女', '音乐', '2026-02-23', NULL, 2, 7500);

CREATE TABLE 班级 (班级编号 INT PRIMARY KEY COMMENT 'class id', 班级名称 VARCHAR(20) COMMENT 'class name', 年级 TINYINT COMMENT 'grade: 1高一 2高二 3高三', 班主任编号 INT COMMENT 'class teacher', 教室 VARCHAR(10) COMMENT 'classroom',
  FOREIGN KEY (班主任编号) REFERENCES 教师 (教师编号)) COMMENT = 'classes';
INSERT INTO 班级 VALUES (1, '明德班', 1, 2, 'A101'), (2, '致远班', 1, 4, 'A102'), (3, '博雅班', 2, 1, 'B201'), (4, '启航班', 3, NULL, NULL), (5, '求真班', 3, 3, 'C301');

CREATE TABLE 宿舍 (宿舍编号 INT PRIMARY KEY COMMENT 'dormitory room id', 楼栋 VARCHAR(10) COMMENT 'building', 房间号 VARCHAR(10) COMMENT 'room number', 床位数 INT COMMENT 'number of beds', 有无空调 CHAR(1) COMMENT '有 / 无, air conditioning') COMMENT = 'dormitory rooms';
INSERT INTO 宿舍 VALUES (1, '松园', '101', 4, '有'), (2, '松园', '102', 6, '无'), (3, '竹园', '201', 4, '有'), (4, '竹园', '202', 8, '无');

CREATE TABLE 学生 (
  学号 INT PRIMARY KEY COMMENT 'student number', 姓名 VARCHAR(20) COMMENT 'name of the student', 性别 ENUM('男', '女') COMMENT 'sex: 男 = male, 女 = female', 班级编号 INT COMMENT 'class of the student', 出生日期 DATE COMMENT 'date of birth',
  宿舍编号 INT COMMENT 'dormitory room of the student', 籍贯 VARCHAR(10) COMMENT 'home town', 家长电话 VARCHAR(20) COMMENT 'phone of the parents', 学籍状态 TINYINT COMMENT '1在读 2休学 3转学 4毕业', 介绍人学号 INT COMMENT '介绍人（学生）, student who recommended the school',
  特长 SET('书法', '编程', '篮球', '舞蹈') COMMENT 'talents', 入学日期 DATE COMMENT 'enrolled on',
  FOREIGN KEY (班级编号) REFERENCES 班级 (班级编号), FOREIGN KEY (宿舍编号) REFERENCES 宿舍 (宿舍编号), FOREIGN KEY (介绍人学号) REFERENCES 学生 (学号)) COMMENT = 'students';
INSERT INTO 学生 VALUES
 (2025001, '马思远', '男', 1, '2010-05-12', 1, '杭州', '13600000001', 1, NULL, '编程,篮球', '2025-09-01'), (2025002, '田小雨', '女', 1, '2010-11-03', 3, '宁波', '13600000002', 1, NULL, '书法', '2025-09-01'),
 (2025003, '崔浩', '男', 2, '2010-02-20', 2, '杭州', NULL, 1, 2025001, '篮球', '2025-09-01'), (2025004, '汪静怡', '女', 2, '2009-12-30', NULL, '绍兴', '13600000004', 2, 2025002, '', '2025-09-01'),
 (2025005, '余乐', '男', 2, '2010-08-08', 2, '温州', '', 1, 2025001, NULL, '2025-09-08'), (2024001, '姜子墨', '男', 3, '2009-04-04', 1, '杭州', '13600000006', 1, NULL, '编程', '2024-09-01'),
 (2024002, '傅晴', '女', 3, '2009-07-19', 3, '宁波', '13600000007', 1, NULL, '书法,舞蹈', '2024-09-01'), (2024003, '卢飞', '男', 3, '2009-01-25', NULL, '台州', NULL, 3, 2024001, '篮球', '2024-09-01'),
 (2023001, '钟灵', '女', 4, '2008-03-15', 3, '杭州', '13600000009', 1, NULL, '舞蹈', '2023-09-01'), (2022001, '尹航', '男', NULL, '2007-06-06', NULL, '温州', '13600000010', 4, NULL, '编程', '2022-09-01'),
 (2026001, '米朵', '女', 1, '2010-09-21', NULL, '金华', '13600000011', 1, 2025002, '', '2026-04-13');

CREATE TABLE 社团 (社团编号 INT PRIMARY KEY COMMENT 'club id', 社团名称 VARCHAR(20) COMMENT 'club name', 指导教师编号 INT COMMENT 'teacher who guides the club', 成立日期 DATE COMMENT 'founded on', 经费 DECIMAL(6, 2) COMMENT '经费（万元）, budget in 10,000 yuan',
  FOREIGN KEY (指导教师编号) REFERENCES 教师 (教师编号)) COMMENT = 'clubs';
INSERT INTO 社团 VALUES (1, '机器人社', 3, '2018-10-10', 3.50), (2, '篮球社', NULL, '2016-09-20', 1.20), (3, '书画社', 2, '2020-03-15', 0.80), (4, '舞蹈社', 6, '2026-03-02', 2.00), (5, '天文社', NULL, '2021-05-01', 0.00);
CREATE TABLE 社团成员 (社团编号 INT COMMENT 'club', 学号 INT COMMENT 'student', 职务 VARCHAR(10) COMMENT 'office held in the club', 加入日期 DATE COMMENT 'joined on', PRIMARY KEY (社团编号, 学号),
  FOREIGN KEY (社团编号) REFERENCES 社团 (社团编号), FOREIGN KEY (学号) REFERENCES 学生 (学号)) COMMENT = 'club members';
INSERT INTO 社团成员 VALUES
 (1, 2025001, '成员', '2025-10-08'), (1, 2024001, '社长', '2024-10-09'), (2, 2025001, '副社长', '2025-09-30'), (2, 2025003, '成员', '2025-09-30'), (2, 2024003, '社长', '2024-09-28'), (3, 2025002, '社长', '2025-10-12'),
 (3, 2024002, '成员', '2024-10-15'), (4, 2024002, '社长', '2026-03-05'), (4, 2023001, '成员', '2026-03-06'), (1, 2025005, '成员', '2026-03-20');

CREATE TABLE 考试 (考试编号 INT PRIMARY KEY COMMENT 'exam id', 考试名称 VARCHAR(20) COMMENT 'exam name', 科目 VARCHAR(10) COMMENT 'subject of the exam', 考试日期 DATE COMMENT 'held on', 满分 INT COMMENT 'full marks') COMMENT = 'exams';
INSERT INTO 考试 VALUES (1, '期中数学', '数学', '2025-11-12', 150), (2, '期末数学', '数学', '2026-01-20', 150), (3, '期末语文', '语文', '2026-01-21', 150), (4, '三月月考', '英语', '2026-03-25', 120), (5, '四月月考', '物理', '2026-04-14', 100);
CREATE TABLE 成绩 (考试编号 INT COMMENT 'exam', 学号 INT COMMENT 'student', 分数 DECIMAL(5, 1) COMMENT 'score, empty when absent', PRIMARY KEY (考试编号, 学号),
  FOREIGN KEY (考试编号) REFERENCES 考试 (考试编号), FOREIGN KEY (学号) REFERENCES 学生 (学号)) COMMENT = 'exam results';
INSERT INTO 成绩 VALUES
 (1, 2025001, 128), (1, 2025002, 117.5), (1, 2025003, 88), (1, 2025004, NULL), (1, 2024001, 142), (1, 2024002, 109), (2, 2025001, 135), (2, 2025002, 121), (2, 2025003, 79.5), (2, 2024001, 139), (2, 2024002, 115),
 (3, 2025001, 110), (3, 2025002, 132), (3, 2024002, 127.5), (4, 2025003, 66), (4, 2025005, 95.5), (4, 2023001, 108), (4, 2025004, NULL), (5, 2024001, 91);

CREATE TABLE 请假 (
  请假编号 INT PRIMARY KEY COMMENT 'leave id', 学号 INT COMMENT 'student on leave', 请假类型 VARCHAR(10) COMMENT '病假 = sick leave, 事假 = personal leave', 开始时间 DATETIME COMMENT 'starts at', 结束时间 DATETIME COMMENT 'ends at', 销假时间 DATETIME COMMENT 'reported back at', 审批教师编号 INT COMMENT 'approved by',
  FOREIGN KEY (学号) REFERENCES 学生 (学号), FOREIGN KEY (审批教师编号) REFERENCES 教师 (教师编号)) COMMENT = 'leaves of absence';
INSERT INTO 请假 VALUES
 (1, 2025003, '病假', '2025-10-13 08:00:00', '2025-10-14 18:00:00', '2025-10-15 07:50:00', 4), (2, 2025002, '事假', '2025-12-26 13:00:00', '2025-12-26 18:00:00', '2025-12-26 18:10:00', 2),
 (3, 2024001, '病假', '2026-03-09 08:00:00', '2026-03-11 18:00:00', '2026-03-12 08:00:00', 1), (4, 2025004, '病假', '2026-02-24 08:00:00', '2026-06-30 18:00:00', NULL, 4),
 (5, 2025005, '事假', '2026-04-06 08:00:00', '2026-04-06 12:00:00', '2026-04-06 19:30:00', 4), (6, 2025001, '病假', '2026-04-14 19:00:00', '2026-04-16 18:00:00', NULL, 2);

CREATE TABLE 代课 (代课编号 INT PRIMARY KEY COMMENT 'substitution id', 原教师编号 INT COMMENT 'absent teacher', 代课教师编号 INT COMMENT 'substitute teacher', 班级编号 INT COMMENT 'class', 代课日期 DATE COMMENT 'day of the substitution', 节数 INT COMMENT 'number of lessons',
  FOREIGN KEY (原教师编号) REFERENCES 教师 (教师编号), FOREIGN KEY (代课教师编号) REFERENCES 教师 (教师编号), FOREIGN KEY (班级编号) REFERENCES 班级 (班级编号)) COMMENT = 'substitutions';
INSERT INTO 代课 VALUES (1, 5, 1, 3, '2026-01-12', 2), (2, 2, 4, 1, '2026-03-16', 1), (3, 4, 2, 2, '2026-04-07', 2), (4, 1, 3, 3, '2026-04-08', 1), (5, 2, 4, 1, '2026-04-14', 3);

CREATE TABLE 缴费 (缴费编号 INT PRIMARY KEY COMMENT 'payment id', 学号 INT COMMENT 'student', 项目 VARCHAR(10) COMMENT 'item paid for', 金额 INT COMMENT '金额（元）, amount in yuan', 应缴日期 DATE COMMENT 'due on', 实缴日期 DATE COMMENT 'paid on', FOREIGN KEY (学号) REFERENCES 学生 (学号)) COMMENT = 'payments';
INSERT INTO 缴费 VALUES
 (1, 2025001, '住宿费', 1200, '2025-09-10', '2025-09-08'), (2, 2025002, '住宿费', 1200, '2025-09-10', '2025-09-20'), (3, 2025003, '住宿费', 1200, '2025-09-10', '2025-09-10'), (4, 2024001, '校服费', 380, '2025-10-15', NULL),
 (5, 2025004, '校服费', 380, '2025-10-15', '2025-11-02'), (6, 2023001, '资料费', 260, '2026-03-01', '2026-02-27'), (7, 2025005, '住宿费', 1200, '2026-03-10', NULL), (8, 2026001, '校服费', 420, '2026-04-30', NULL), (9, 2024002, '资料费', 260, '2026-03-01', '2026-03-01');
