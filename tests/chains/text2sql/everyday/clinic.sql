CREATE TYPE visit_state AS ENUM ('booked', 'arrived', 'done', 'no_show', 'cancelled');
CREATE TYPE contact_way AS ENUM ('phone', 'email', 'letter');

CREATE TABLE specialties (code char(3) PRIMARY KEY, label text NOT NULL);
INSERT INTO specialties VALUES ('DEN', 'General dentistry'), ('ORT', 'Orthodontics'), ('SUR', 'Oral surgery'), ('HYG', 'Hygiene'), ('PED', 'Paediatric dentistry');

CREATE TABLE practitioners (
  practitioner_id int PRIMARY KEY, surname text NOT NULL, given_name text, specialty_code char(3) REFERENCES specialties, hired_on date, left_on date,
  mentor_id int REFERENCES practitioners, languages text[]);
INSERT INTO practitioners VALUES
 (1, 'Falk', 'Renate', 'DEN', '2010-01-15', NULL, NULL, '{German,English}'), (2, 'Osei', 'Daniel', 'ORT', '2016-09-01', NULL, 1, '{English,French}'), (3, 'Varga', 'Ildikó', 'SUR', '2018-03-12', NULL, 1, '{Hungarian,German}'),
 (4, 'Petit', 'Lucie', 'HYG', '2021-06-07', '2026-03-31', 2, '{French}'), (5, 'Moreau', 'Hugo', 'HYG', '2026-04-01', NULL, 2, '{French,English}'), (6, 'Berg', 'Anna', 'DEN', '2025-10-20', NULL, 3, '{}');

CREATE TABLE insurers (insurer_id int PRIMARY KEY, name text NOT NULL, kind text, covers_pct int);
INSERT INTO insurers VALUES (1, 'Medica Plus', 'public', 80), (2, 'Novacare', 'private', 60), (3, 'Staatskasse', 'public', 100), (4, 'Helvia', 'private', 50);

CREATE TABLE patients (
  patient_id int PRIMARY KEY, given_name text NOT NULL, surname text NOT NULL, gender char(1), born_on date, insurer_id int REFERENCES insurers, phone text,
  allergies text[], registered_on date, deceased_on date, preferred_contact contact_way, wants_reminders boolean);
COMMENT ON COLUMN patients.gender IS 'f = female, m = male, x = other';
INSERT INTO patients VALUES
 (1, 'Alma', 'Nowak', 'f', '1984-02-03', 1, '079 11', '{penicillin}', '2019-05-06', NULL, 'phone', true), (2, 'Benjamin', 'Stone', 'm', '1972-11-30', 2, '079 12', '{}', '2020-01-20', NULL, 'email', false),
 (3, 'Chiara', 'Rossi', 'f', '2015-07-09', 1, NULL, '{latex}', '2023-09-12', NULL, 'letter', true), (4, 'Dmitri', 'Orlov', 'm', '1950-12-12', NULL, '', '{penicillin,aspirin}', '2018-02-02', '2026-01-11', 'phone', false),
 (5, 'Élodie', 'Brandt', 'f', '1999-04-18', 3, '079 15', NULL, '2026-06-03', NULL, 'email', true), (6, 'Faisal', 'Karim', 'm', '1991-09-09', 2, '079 16', '{latex,penicillin}', '2025-12-15', NULL, NULL, true),
 (7, 'Greta', 'Holm', 'x', '2003-10-01', NULL, '079 17', '{}', '2026-08-12', NULL, 'email', false), (8, 'Henrik', 'Holm', 'm', '1968-06-21', 3, NULL, NULL, '2026-08-18', NULL, 'phone', true);

CREATE TABLE treatments (treatment_id int PRIMARY KEY, code text, name text NOT NULL, duration_minutes int, fee_cents int, needs_anaesthetic boolean);
INSERT INTO treatments VALUES
 (1, 'CHK', 'Check-up', 30, 6500, false), (2, 'CLN', 'Cleaning', 45, 9000, false), (3, 'FIL', 'Filling', 60, 18000, true), (4, 'EXT', 'Extraction', 50, 24500, true), (5, 'CRN', 'Crown', 90, 82000, true),
 (6, 'BRC', 'Braces fitting', 120, 310000, false), (7, 'WHT', 'Whitening', 75, 35000, false);

CREATE TABLE appointments (
  appointment_id int PRIMARY KEY, patient_id int REFERENCES patients, practitioner_id int REFERENCES practitioners, treatment_id int REFERENCES treatments,
  starts_at timestamp, status visit_state, arrived_at timestamp, cancelled_at timestamp);
INSERT INTO appointments VALUES
 (1, 1, 1, 1, '2025-08-05 09:00', 'done', '2025-08-05 08:55', NULL), (2, 2, 1, 3, '2025-08-20 10:30', 'done', '2025-08-20 10:28', NULL), (3, 4, 3, 4, '2025-10-06 14:00', 'done', '2025-10-06 13:40', NULL),
 (4, 1, 4, 2, '2025-12-18 11:00', 'done', '2025-12-18 10:59', NULL), (5, 3, 2, 6, '2026-01-14 15:30', 'done', '2026-01-14 15:20', NULL), (6, 6, 1, 1, '2026-01-26 08:30', 'no_show', NULL, NULL),
 (7, 2, 4, 2, '2026-03-09 16:00', 'done', '2026-03-09 16:05', NULL), (8, 6, 3, 4, '2026-04-20 13:00', 'done', '2026-04-20 12:50', NULL), (9, 3, 2, 1, '2026-05-11 15:00', 'cancelled', NULL, '2026-05-09 18:00'),
 (10, 5, 1, 1, '2026-06-10 09:30', 'done', '2026-06-10 09:30', NULL), (11, 1, 1, 5, '2026-06-29 10:00', 'done', '2026-06-29 09:50', NULL), (12, 5, 5, 2, '2026-07-15 17:30', 'done', '2026-07-15 17:25', NULL),
 (13, 6, 6, 3, '2026-08-03 18:15', 'done', '2026-08-03 18:20', NULL), (14, 2, 1, 1, '2026-08-11 09:00', 'done', '2026-08-11 08:58', NULL), (15, 7, 6, 1, '2026-08-14 11:45', 'no_show', NULL, NULL),
 (16, 5, 3, 4, '2026-08-18 14:30', 'done', '2026-08-18 14:25', NULL), (17, 8, 1, 1, '2026-08-19 16:00', 'booked', NULL, NULL), (18, 3, 2, 1, '2026-08-24 15:00', 'booked', NULL, NULL), (19, 1, 5, 2, '2026-09-02 10:00', 'booked', NULL, NULL);

CREATE TABLE referrals (
  referral_id int PRIMARY KEY, patient_id int REFERENCES patients, from_practitioner_id int REFERENCES practitioners, to_practitioner_id int REFERENCES practitioners, referred_on date, urgent boolean);
INSERT INTO referrals VALUES (1, 4, 1, 3, '2025-09-30', true), (2, 3, 1, 2, '2025-12-20', false), (3, 6, 1, 3, '2026-04-02', true), (4, 5, 1, 5, '2026-06-10', false), (5, 1, 4, 1, '2025-12-18', false), (6, 5, 6, 3, '2026-08-10', true);

CREATE TABLE prescriptions (prescription_id int PRIMARY KEY, appointment_id int REFERENCES appointments, drug text, dose_mg int, days int, repeats int, picked_up_at timestamp);
INSERT INTO prescriptions VALUES
 (1, 3, 'Amoxicillin', 500, 7, 0, '2025-10-06 17:00'), (2, 3, 'Ibuprofen', 400, 5, 1, '2025-10-06 17:00'), (3, 8, 'Clindamycin', 300, 7, 0, '2026-04-21 09:10'), (4, 8, 'Ibuprofen', 600, 3, 0, NULL),
 (5, 11, 'Ibuprofen', 400, 4, 0, '2026-06-29 12:30'), (6, 13, 'Chlorhexidine', NULL, 14, 2, NULL), (7, 16, 'Amoxicillin', 750, 7, 0, NULL);

CREATE TABLE invoices (invoice_id int PRIMARY KEY, appointment_id int REFERENCES appointments, total_cents int, issued_on date, due_on date, paid_on date, reminders_sent int);
INSERT INTO invoices VALUES
 (1, 1, 6500, '2025-08-06', '2025-09-05', '2025-08-30', 0), (2, 2, 18000, '2025-08-21', '2025-09-20', '2025-10-02', 1), (3, 3, 24500, '2025-10-07', '2025-11-06', NULL, 3), (4, 4, 9000, '2025-12-19', '2026-01-18', '2026-01-10', 0),
 (5, 5, 310000, '2026-01-15', '2026-02-14', '2026-02-14', 0), (6, 7, 9000, '2026-03-10', '2026-04-09', '2026-04-20', 1), (7, 8, 24500, '2026-04-21', '2026-05-21', NULL, 2), (8, 10, 6500, '2026-06-11', '2026-07-11', '2026-06-20', 0),
 (9, 11, 82000, '2026-06-30', '2026-07-30', NULL, 1), (10, 12, 9000, '2026-07-16', '2026-08-15', '2026-08-15', 0), (11, 13, 18000, '2026-08-04', '2026-09-03', NULL, 0), (12, 14, 6500, '2026-08-12', '2026-09-11', NULL, 0), (13, 16, 24500, '2026-08-18', '2026-09-17', NULL, 0);
