CREATE TABLE plans (plan_id int PRIMARY KEY, name text NOT NULL, seat_price_cents int, max_seats int);
INSERT INTO plans VALUES (1, 'Free', 0, 3), (2, 'Team', 1200, 25), (3, 'Business', 2900, 200), (4, 'Enterprise', 5400, NULL), (5, 'Legacy', 900, 10);

CREATE TABLE agents (agent_id int PRIMARY KEY, full_name text NOT NULL, reports_to int REFERENCES agents, team text, hired_on date, left_on date, on_call boolean);
INSERT INTO agents VALUES
 (1, 'Mara Quist', NULL, 'Leads', '2019-01-07', NULL, false), (2, 'Jonas Weir', 1, 'Billing', '2021-04-19', NULL, true), (3, 'Chidi Obi', 1, 'Technical', '2020-10-05', NULL, false), (4, 'Lena Fabre', 3, 'Technical', '2023-02-13', NULL, true),
 (5, 'Tomás Rey', 3, 'Technical', '2025-09-01', '2026-05-29', false), (6, 'Wen Li', 2, 'Billing', '2026-06-08', NULL, false), (7, 'Ada Brook', 3, 'Technical', '2024-11-11', NULL, true);

CREATE TABLE skills (skill_id int PRIMARY KEY, skill text);
INSERT INTO skills VALUES (1, 'SQL'), (2, 'French'), (3, 'SAML'), (4, 'Tax law');
CREATE TABLE agent_skills (agent_id int REFERENCES agents, skill_id int REFERENCES skills, level int, certified_on date, PRIMARY KEY (agent_id, skill_id));
COMMENT ON COLUMN agent_skills.level IS '1 = beginner to 5 = expert';
INSERT INTO agent_skills VALUES (2, 4, 5, '2022-05-05'), (2, 2, 3, NULL), (3, 1, 5, '2021-01-15'), (3, 3, 4, '2023-03-03'), (4, 1, 3, NULL), (4, 3, 5, '2024-04-04'), (4, 2, 5, NULL), (5, 1, 2, NULL), (6, 4, 1, NULL);

CREATE TABLE accounts (
  account_id int PRIMARY KEY, company text NOT NULL, country text, plan_id int REFERENCES plans, parent_account_id int REFERENCES accounts, started_on date, cancelled_on date,
  seats int, monthly_fee_cents int, is_trial boolean, tags text[], settings jsonb);
INSERT INTO accounts VALUES
 (1, 'Alder & Co', 'Germany', 3, NULL, '2023-03-01', NULL, 40, 116000, false, '{vip,manufacturing}', '{"sso": true, "region": "eu"}'), (2, 'Bluepeak Ltd', 'United Kingdom', 2, NULL, '2024-07-15', NULL, 12, 14400, false, '{agency}', '{"sso": false, "region": "eu"}'),
 (3, 'Bluepeak Studio', 'United Kingdom', 2, 2, '2025-01-20', '2026-04-30', 5, 6000, false, '{agency}', '{"sso": false, "region": "eu"}'), (4, 'Corvid Labs', 'United States', 4, NULL, '2022-11-11', NULL, 180, 972000, false, '{vip,health}', '{"sso": true, "region": "us"}'),
 (5, 'Dune Travel', 'France', 1, NULL, '2026-05-26', NULL, 3, 0, true, '{}', NULL), (6, 'Elm Dental', 'Germany', 3, NULL, '2025-06-02', '2026-06-15', 22, 63800, false, '{health}', '{"sso": true, "region": "eu"}'),
 (7, 'Fjord Foods', 'Norway', 2, NULL, '2026-06-10', NULL, 8, 9600, true, NULL, '{"region": "eu"}'), (8, 'Corvid Europe', 'Germany', 3, 4, '2025-10-01', NULL, 30, 87000, false, '{health}', '{"sso": true, "region": "eu"}'),
 (9, 'Gable Homes', NULL, 2, NULL, '2026-01-12', NULL, 10, 12000, false, '{}', '{"sso": false, "region": "us"}');

CREATE TABLE contacts (contact_id int PRIMARY KEY, account_id int REFERENCES accounts, full_name text, email text, access text, last_login_at timestamp);
INSERT INTO contacts VALUES
 (1, 1, 'Otto Brehm', 'otto@alder.test', 'ADMIN', '2026-06-16 08:12'), (2, 1, 'Pia Voss', NULL, 'MEMBER', '2026-04-02 10:00'), (3, 2, 'Ravi Shah', 'ravi@bluepeak.test', 'ADMIN', '2026-06-11 15:30'), (4, 3, 'Sue Tam', 'sue@bluepeak.test', 'ADMIN', '2026-04-29 09:00'),
 (5, 4, 'Ursula Kent', 'u@corvid.test', 'ADMIN', '2026-06-17 07:55'), (6, 4, 'Vik Ames', '', 'READ_ONLY', NULL), (7, 6, 'Xenia Roth', 'x@elm.test', 'ADMIN', '2026-06-01 12:00'), (8, 7, 'Yngve Dahl', 'y@fjord.test', 'ADMIN', NULL), (9, 8, 'Zora Hess', 'z@corvid.test', 'MEMBER', '2026-05-20 13:20');

CREATE TABLE tickets (
  ticket_id int PRIMARY KEY, subject text NOT NULL, account_id int REFERENCES accounts, opened_by int REFERENCES contacts, assignee_id int REFERENCES agents, reviewer_id int REFERENCES agents, priority text, status text, labels text[],
  opened_at timestamp, first_reply_at timestamp, solved_at timestamp, minutes_spent int, rating int, merged_into int REFERENCES tickets);
INSERT INTO tickets VALUES
 (1, 'Cannot log in', 1, 1, 4, 3, 'P1', 'SOLVED', '{login,sso}', '2025-06-10 09:00', '2025-06-10 09:12', '2025-06-10 11:00', 45, 5, NULL), (2, 'Wrong invoice', 2, 3, 2, NULL, 'P3', 'SOLVED', '{invoice}', '2025-09-22 14:00', '2025-09-22 16:30', '2025-09-23 10:00', 30, 4, NULL),
 (3, 'Export fails', 4, 5, 3, 4, 'P2', 'SOLVED', '{export,bug}', '2025-12-29 17:45', '2025-12-30 08:10', '2026-01-02 12:00', 120, 3, NULL), (4, 'Refund request', 3, 4, 2, NULL, 'P3', 'SOLVED', '{refund,invoice}', '2026-01-15 10:10', '2026-01-15 10:40', '2026-01-16 09:00', 25, 2, NULL),
 (5, 'Slow search', 4, 5, 5, 3, 'P2', 'SOLVED', '{performance}', '2026-02-09 08:05', '2026-02-09 09:00', '2026-02-20 16:00', 200, 4, NULL), (6, 'Add seats', 1, 2, 2, NULL, 'P4', 'SOLVED', '{seats}', '2026-03-04 11:00', '2026-03-04 11:05', '2026-03-04 11:20', 15, 5, NULL),
 (7, 'Login loop', 8, 9, 4, 3, 'P1', 'SOLVED', '{login,bug}', '2026-03-30 19:20', '2026-03-30 19:25', '2026-03-31 02:00', 95, NULL, NULL), (8, 'Cancel plan', 6, 7, 2, NULL, 'P3', 'SOLVED', '{}', '2026-04-20 13:00', '2026-04-21 09:00', '2026-06-15 09:00', 20, 1, NULL),
 (9, 'Data import', 4, 5, 5, NULL, 'P3', 'WAITING_ON_CUSTOMER', '{import}', '2026-05-11 15:00', '2026-05-11 15:45', NULL, 60, NULL, NULL), (10, 'Webhook errors', 1, 1, 4, 3, 'P2', 'IN_PROGRESS', '{bug,api}', '2026-05-27 10:30', '2026-05-27 12:00', NULL, 75, NULL, NULL),
 (11, 'Invoice missing', 2, 3, 6, NULL, 'P3', 'IN_PROGRESS', '{invoice}', '2026-06-09 09:40', '2026-06-09 13:00', NULL, 10, NULL, NULL), (12, 'SSO broken', 4, 5, 4, NULL, 'P1', 'SOLVED', '{sso,login}', '2026-06-10 06:30', '2026-06-10 06:34', '2026-06-10 09:30', 110, 5, NULL),
 (13, 'Typo in mail', 8, 9, NULL, NULL, 'P4', 'NEW', NULL, '2026-06-15 12:00', NULL, NULL, 0, NULL, NULL), (14, 'Mobile crash', 7, 8, 3, NULL, 'P2', 'IN_PROGRESS', '{bug,mobile}', '2026-06-16 18:40', '2026-06-16 18:55', NULL, 35, NULL, NULL),
 (15, 'Export fails again', 4, 5, NULL, NULL, 'P2', 'NEW', '{export,bug}', '2026-06-17 09:05', NULL, NULL, 0, NULL, NULL), (16, 'Still cannot log in', 1, 2, 4, NULL, 'P3', 'SOLVED', '{login}', '2025-06-11 08:00', '2025-06-11 08:20', '2025-06-11 08:30', 5, NULL, 1);

CREATE TABLE notes (note_id int PRIMARY KEY, sender_id int REFERENCES agents, recipient_id int REFERENCES agents, sent_at timestamp, read_at timestamp);
INSERT INTO notes VALUES (1, 3, 4, '2026-06-10 06:40', '2026-06-10 06:41'), (2, 4, 3, '2026-06-10 09:35', '2026-06-10 10:00'), (3, 1, 2, '2026-06-12 14:00', NULL), (4, 2, 6, '2026-06-15 08:30', '2026-06-15 08:45'), (5, 3, 4, '2026-06-16 19:00', NULL), (6, 1, 3, '2026-06-16 20:15', NULL);
