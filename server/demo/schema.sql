-- The demo database. Every table and column carries a comment "中文名 / English description" inside its
-- CREATE TABLE statement, because SQLite keeps that text in sqlite_master and has no COMMENT of its own.

CREATE TABLE regions ( -- 供电区域 / supply regions served by the company
    region_id INTEGER PRIMARY KEY, -- 区域编号 / region number
    name_zh TEXT NOT NULL UNIQUE, -- 区域中文名 / region name in Chinese
    name_en TEXT NOT NULL UNIQUE, -- 区域英文名 / region name in English
    population INTEGER NOT NULL, -- 人口 / population
    area_km2 INTEGER NOT NULL -- 面积（平方公里） / area in square kilometers
);

CREATE TABLE power_plants ( -- 电厂 / power plants
    plant_id INTEGER PRIMARY KEY, -- 电厂编号 / plant number
    name_zh TEXT NOT NULL UNIQUE, -- 电厂中文名 / plant name in Chinese
    name_en TEXT NOT NULL UNIQUE, -- 电厂英文名 / plant name in English
    region_id INTEGER NOT NULL REFERENCES regions (region_id), -- 所在区域 / region of the plant
    fuel_type TEXT NOT NULL, -- 燃料类型（英文） / fuel type or energy source
    fuel_type_zh TEXT NOT NULL, -- 燃料类型 / fuel type in Chinese
    capacity_mw INTEGER NOT NULL, -- 装机容量（兆瓦） / installed capacity in MW
    unit_count INTEGER NOT NULL, -- 机组数量 / number of generating units
    commissioned_year INTEGER NOT NULL -- 投产年份 / year the plant went into service
);

CREATE TABLE substations ( -- 变电站 / substations
    substation_id INTEGER PRIMARY KEY, -- 变电站编号 / substation number
    name_zh TEXT NOT NULL UNIQUE, -- 变电站中文名 / substation name in Chinese
    name_en TEXT NOT NULL UNIQUE, -- 变电站英文名 / substation name in English
    region_id INTEGER NOT NULL REFERENCES regions (region_id), -- 所在区域 / region of the substation
    voltage_kv INTEGER NOT NULL, -- 电压等级（千伏） / voltage level in kV
    transformer_count INTEGER NOT NULL, -- 主变压器台数 / number of main transformers
    capacity_mva INTEGER NOT NULL, -- 变电容量（兆伏安） / transformer capacity in MVA
    built_year INTEGER NOT NULL -- 建成年份 / year the substation was built
);

CREATE TABLE transmission_lines ( -- 输电线路 / transmission lines
    line_id INTEGER PRIMARY KEY, -- 线路编号 / line number
    name_zh TEXT NOT NULL UNIQUE, -- 线路中文名 / line name in Chinese
    name_en TEXT NOT NULL UNIQUE, -- 线路英文名 / line name in English
    from_substation_id INTEGER NOT NULL REFERENCES substations (substation_id), -- 起点变电站 / substation where the line starts
    to_substation_id INTEGER NOT NULL REFERENCES substations (substation_id), -- 终点变电站 / substation where the line ends
    voltage_kv INTEGER NOT NULL, -- 电压等级（千伏） / voltage level in kV
    length_km REAL NOT NULL, -- 长度（公里） / length in kilometers
    built_year INTEGER NOT NULL -- 建成年份 / year the line was built
);

CREATE TABLE employees ( -- 员工 / employees
    employee_id INTEGER PRIMARY KEY, -- 员工编号 / employee number
    name_zh TEXT NOT NULL, -- 员工姓名 / employee name in Chinese
    name_en TEXT NOT NULL, -- 员工英文姓名 / employee name in English
    department TEXT NOT NULL, -- 部门（英文） / department
    department_zh TEXT NOT NULL, -- 部门 / department in Chinese
    job_title TEXT NOT NULL, -- 职务（英文） / job title
    job_title_zh TEXT NOT NULL, -- 职务 / job title in Chinese
    hired_on DATE NOT NULL, -- 入职日期 / date hired
    monthly_salary INTEGER NOT NULL -- 月薪（元） / monthly salary in yuan
);

CREATE TABLE tariffs ( -- 电价 / tariffs
    tariff_id INTEGER PRIMARY KEY, -- 电价编号 / tariff number
    name_zh TEXT NOT NULL UNIQUE, -- 电价中文名 / tariff name in Chinese
    name_en TEXT NOT NULL UNIQUE, -- 电价英文名 / tariff name in English
    flat_price REAL NOT NULL, -- 平段电价（元/千瓦时） / flat-period price in yuan per kWh
    peak_price REAL NOT NULL, -- 峰段电价（元/千瓦时） / peak price in yuan per kWh
    valley_price REAL NOT NULL, -- 谷段电价（元/千瓦时） / valley (off-peak) price in yuan per kWh
    monthly_fee REAL NOT NULL -- 每月基本费（元） / fixed fee in yuan per month
);

CREATE TABLE customers ( -- 客户 / customers
    customer_id INTEGER PRIMARY KEY, -- 客户编号 / customer number
    name_zh TEXT NOT NULL, -- 客户中文名 / customer name in Chinese
    name_en TEXT NOT NULL, -- 客户英文名 / customer name in English
    category TEXT NOT NULL, -- 客户类别（英文） / customer category
    category_zh TEXT NOT NULL, -- 客户类别 / customer category in Chinese
    region_id INTEGER NOT NULL REFERENCES regions (region_id), -- 所在区域 / region of the customer
    tariff_id INTEGER NOT NULL REFERENCES tariffs (tariff_id), -- 执行电价 / tariff the customer pays
    meter_number TEXT NOT NULL UNIQUE, -- 电表号 / meter number
    contracted_kw INTEGER NOT NULL, -- 报装容量（千瓦） / contracted capacity in kW
    joined_on DATE NOT NULL -- 开户日期 / date the account was opened
);

CREATE TABLE monthly_bills ( -- 月度电费账单 / monthly electricity bills
    bill_id INTEGER PRIMARY KEY, -- 账单编号 / bill number
    customer_id INTEGER NOT NULL REFERENCES customers (customer_id), -- 客户 / billed customer
    year INTEGER NOT NULL, -- 年份 / year
    month INTEGER NOT NULL, -- 月份 / month
    consumption_kwh INTEGER NOT NULL, -- 用电量（千瓦时） / electricity consumption in kWh
    amount_yuan REAL NOT NULL, -- 电费金额（元） / bill amount in yuan
    payment_status TEXT NOT NULL, -- 缴费状态（英文） / payment status
    payment_status_zh TEXT NOT NULL, -- 缴费状态 / payment status in Chinese
    UNIQUE (customer_id, year, month)
);

CREATE TABLE daily_generation ( -- 电厂日发电量 / daily generation of each plant
    generation_id INTEGER PRIMARY KEY, -- 记录编号 / reading number
    plant_id INTEGER NOT NULL REFERENCES power_plants (plant_id), -- 电厂 / power plant
    reading_date DATE NOT NULL, -- 日期 / date of the reading
    generation_mwh REAL NOT NULL, -- 发电量（兆瓦时） / electricity generated in MWh
    peak_output_mw REAL NOT NULL, -- 最高出力（兆瓦） / highest output of the day in MW
    UNIQUE (plant_id, reading_date)
);

CREATE TABLE daily_load ( -- 区域日负荷 / daily load of each region
    load_id INTEGER PRIMARY KEY, -- 记录编号 / reading number
    region_id INTEGER NOT NULL REFERENCES regions (region_id), -- 区域 / region
    reading_date DATE NOT NULL, -- 日期 / date of the reading
    energy_mwh REAL NOT NULL, -- 供电量（兆瓦时） / electricity supplied in MWh
    peak_load_mw REAL NOT NULL, -- 最高负荷（兆瓦） / peak load in MW
    temperature_c REAL NOT NULL, -- 平均气温（摄氏度） / mean air temperature in degrees Celsius
    UNIQUE (region_id, reading_date)
);

CREATE TABLE outages ( -- 停电事件 / power outages
    outage_id INTEGER PRIMARY KEY, -- 停电编号 / outage number
    region_id INTEGER NOT NULL REFERENCES regions (region_id), -- 停电区域 / region that lost power
    line_id INTEGER REFERENCES transmission_lines (line_id), -- 跳闸线路（配网停电为空） / line that tripped; empty when the fault was in the distribution network
    cause TEXT NOT NULL, -- 停电原因（英文） / cause of the outage
    cause_zh TEXT NOT NULL, -- 停电原因 / cause of the outage in Chinese
    started_at DATETIME NOT NULL, -- 开始时间 / time the outage started
    duration_minutes INTEGER NOT NULL, -- 停电时长（分钟） / duration in minutes
    customers_affected INTEGER NOT NULL -- 受影响户数 / number of customers affected
);

CREATE TABLE maintenance_orders ( -- 检修工单 / maintenance orders
    order_id INTEGER PRIMARY KEY, -- 工单编号 / order number
    substation_id INTEGER NOT NULL REFERENCES substations (substation_id), -- 变电站 / substation where the work is done
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id), -- 负责人 / employee in charge
    work_type TEXT NOT NULL, -- 检修类型（英文） / type of work
    work_type_zh TEXT NOT NULL, -- 检修类型 / type of work in Chinese
    status TEXT NOT NULL, -- 工单状态（英文） / order status
    status_zh TEXT NOT NULL, -- 工单状态 / order status in Chinese
    planned_on DATE NOT NULL, -- 计划日期 / planned date
    completed_on DATE, -- 完成日期（未完成为空） / completion date; empty while the order is open
    cost_yuan INTEGER NOT NULL -- 检修费用（元） / cost in yuan
);

CREATE TABLE dispatch_orders ( -- 调度指令 / dispatch orders sent to power plants
    dispatch_id INTEGER PRIMARY KEY, -- 指令编号 / dispatch order number
    plant_id INTEGER NOT NULL REFERENCES power_plants (plant_id), -- 受令电厂 / plant that received the order
    employee_id INTEGER NOT NULL REFERENCES employees (employee_id), -- 发令调度员 / dispatcher who gave the order
    order_type TEXT NOT NULL, -- 指令类型（英文） / type of order
    order_type_zh TEXT NOT NULL, -- 指令类型 / type of order in Chinese
    issued_at DATETIME NOT NULL, -- 下达时间 / time the order was given
    target_mw INTEGER NOT NULL -- 目标出力（兆瓦） / target output in MW
);

CREATE INDEX power_plants_region ON power_plants (region_id);
CREATE INDEX substations_region ON substations (region_id);
CREATE INDEX transmission_lines_from ON transmission_lines (from_substation_id);
CREATE INDEX transmission_lines_to ON transmission_lines (to_substation_id);
CREATE INDEX customers_region ON customers (region_id);
CREATE INDEX customers_tariff ON customers (tariff_id);
CREATE INDEX monthly_bills_period ON monthly_bills (year, month);
CREATE INDEX daily_generation_date ON daily_generation (reading_date);
CREATE INDEX daily_load_date ON daily_load (reading_date);
CREATE INDEX outages_region ON outages (region_id);
CREATE INDEX outages_started ON outages (started_at);
CREATE INDEX maintenance_orders_substation ON maintenance_orders (substation_id);
CREATE INDEX maintenance_orders_employee ON maintenance_orders (employee_id);
CREATE INDEX maintenance_orders_planned ON maintenance_orders (planned_on);
CREATE INDEX dispatch_orders_plant ON dispatch_orders (plant_id);
CREATE INDEX dispatch_orders_employee ON dispatch_orders (employee_id);
CREATE INDEX dispatch_orders_issued ON dispatch_orders (issued_at);
