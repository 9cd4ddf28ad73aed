CREATE TABLE offices (office_id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);
INSERT INTO offices VALUES (1, 'Head Office', 'Zürich'), (2, 'Lab', 'Basel'), (3, 'Sales Point', 'Genève'), (4, 'Archive', 'Bern');

CREATE TABLE people (
  person_id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, team TEXT, office_id INTEGER REFERENCES offices (office_id),
  supervisor_id INTEGER REFERENCES people (person_id), is_remote INTEGER, left_on TEXT);
INSERT INTO people VALUES
 (1, 'Yara Lindt', 'Management', 1, NULL, 0, NULL), (2, 'Kofi Mensah', 'Research', 2, 1, 0, NULL), (3, 'Priya Nair', 'Research', 2, 2, 1, NULL), (4, 'Émile Roche', 'Marketing', 3, 1, 0, '2026-06-30'),
 (5, 'Sofia Wyss', 'marketing', 3, 4, 1, NULL), (6, 'Bo Tanaka', 'Finance', 1, 1, 0, NULL), (7, 'Ada Keller', 'Finance', 1, 6, 1, '2026-11-15');

CREATE TABLE devices (
  device_id INTEGER PRIMARY KEY, asset_tag TEXT NOT NULL, kind TEXT, maker TEXT, bought_on TEXT, price REAL, state TEXT, encrypted TEXT,
  holder_id INTEGER REFERENCES people (person_id), warranty_until TEXT);
INSERT INTO devices VALUES
 (1, 'L-001', 'laptop', 'Lenovo', '20230115', 1450.0, 'IN_USE', 'true', 1, '2026-01'), (2, 'L-002', 'laptop', 'Apple', '20240610', 2890.0, 'IN_USE', 'true', 2, '2027-06'), (3, 'L-003', 'laptop', 'Lenovo', '20250220', 1620.0, 'IN_USE', 'false', 3, '2028-02'),
 (4, 'L-004', 'laptop', 'Dell', '20260105', 1380.0, 'IN_STOCK', 'false', NULL, '2029-01'), (5, 'M-001', 'monitor', 'Eizo', '20240311', 980.0, 'IN_USE', NULL, 1, '2027-03'), (6, 'M-002', 'monitor', 'Dell', '20250918', 410.0, 'BROKEN', NULL, 5, '2026-09'),
 (7, 'P-001', 'phone', 'Apple', '20251124', 1050.0, 'IN_USE', 'true', 6, '2026-11'), (8, 'P-002', 'phone', 'Samsung', '20261012', 640.0, 'LOST', 'false', 5, '2028-10'), (9, 'L-005', 'laptop', 'Apple', '20261109', 3120.0, 'IN_USE', 'true', 6, '2029-11'),
 (10, 'R-001', 'printer', 'Brother', '20220830', 290.0, 'IN_REPAIR', NULL, NULL, NULL);

CREATE TABLE incidents (incident_id INTEGER PRIMARY KEY, device_id INTEGER REFERENCES devices (device_id), title TEXT, severity TEXT, opened_ms INTEGER, closed_ms INTEGER);
INSERT INTO incidents VALUES
 (1, 1, 'Battery swollen', 'critical', 1747216800000, 1747303200000), (2, 6, 'Dead pixels', 'minor', 1767693600000, NULL), (3, 10, 'Paper jam', 'minor', 1775037600000, 1775041200000), (4, 3, 'Blue screen', 'major', 1786442400000, 1786615200000),
 (5, 8, 'Lost on the train', 'critical', 1791972000000, NULL), (6, 2, 'Keyboard sticky', 'minor', 1792749600000, 1793008800000), (7, 10, 'Will not start', 'major', 1794564000000, NULL), (8, 7, 'Screen cracked', 'major', 1795946400000, NULL);

CREATE TABLE licences (licence_id INTEGER PRIMARY KEY, product TEXT, seats INTEGER, monthly_fee INTEGER, renews_on TEXT, auto_renew TEXT);
INSERT INTO licences VALUES (1, 'Figtree', 5, 60, '2026-12-31', 'Y'), (2, 'LedgerPro', 2, 2400, '2027-03-01', 'N'), (3, 'Moldraw', 10, 1500, '2026-12-05', 'Y'), (4, 'Slidesmith', 20, 12500, '2027-10-10', 'N'), (5, 'Chatterbox', 50, 300, NULL, 'N');
CREATE TABLE licence_holders (licence_id INTEGER REFERENCES licences (licence_id), person_id INTEGER REFERENCES people (person_id), PRIMARY KEY (licence_id, person_id));
INSERT INTO licence_holders VALUES (1, 2), (1, 3), (1, 5), (2, 6), (2, 7), (3, 2), (3, 3), (4, 1), (4, 4), (4, 6);
