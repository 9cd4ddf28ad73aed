CREATE TABLE species (species_id int PRIMARY KEY, label text);
INSERT INTO species VALUES (1, 'Dog'), (2, 'Cat'), (3, 'Rabbit'), (4, 'Parrot');

CREATE TABLE enclosures (enclosure_id int PRIMARY KEY, code text, building text, heated boolean);
INSERT INTO enclosures VALUES
 (1, 'N-1', 'North House', true), (2, 'N-2', 'North House', false), (3, 'S-1', 'South House', true), (4, 'S-2', 'south house', false);

CREATE TABLE animals (
  animal_id int PRIMARY KEY, name text NOT NULL, species_id int REFERENCES species, sex char(1), born_on date, arrived_on date,
  neutered boolean, traits text[], chip_number text, weight_kg numeric(5, 2), enclosure_id int REFERENCES enclosures,
  mother_id int REFERENCES animals, adopted_on date);
COMMENT ON COLUMN animals.sex IS 'M=male, F=female';
INSERT INTO animals VALUES
 (1, 'Biscuit', 1, 'M', '2019-04-02', '2024-02-11', true, '{calm,deaf}', '981-01', 24.50, 1, NULL, '2024-06-30'),
 (2, 'Pepper', 1, 'F', '2021-08-19', '2025-03-08', true, '{playful}', '981-02', 18.20, 1, NULL, NULL),
 (3, 'Zoë', 2, 'F', '2022-05-05', '2025-09-14', false, '{shy}', NULL, 3.90, 3, NULL, NULL),
 (4, 'Tiger', 2, 'M', '2024-10-21', '2025-12-01', true, '{playful,loud}', '981-04', 4.75, 3, 3, '2026-01-20'),
 (5, 'Hazel', 3, 'F', '2025-01-15', '2026-02-02', false, NULL, '', 1.60, 4, NULL, NULL),
 (6, 'Captain', 4, 'M', '2010-07-01', '2026-08-25', false, '{loud,clever}', NULL, 0.45, NULL, NULL, NULL),
 (7, 'Juno', 1, 'F', '2025-06-10', '2026-10-17', false, '{playful,clever}', '981-07', 9.80, 2, 2, NULL),
 (8, 'Milo', 1, 'M', '2025-06-10', '2026-10-17', true, '{calm}', '981-08', 11.00, 2, 2, '2026-11-22'),
 (9, 'Nori', 2, 'F', '2026-04-30', '2026-11-29', false, '{}', NULL, 2.10, NULL, 3, NULL);

CREATE TABLE volunteers (
  volunteer_id int PRIMARY KEY, full_name text NOT NULL, town text, phone text, availability text,
  coordinator_id int REFERENCES volunteers, joined_on date);
INSERT INTO volunteers VALUES
 (1, 'Ruth Adler', 'Graz', '0316 1', 'ACTIVE', NULL, '2018-05-01'), (2, 'Björn Nyman', 'Linz', NULL, 'ACTIVE', 1, '2021-09-12'),
 (3, 'Cora Mintz', 'GRAZ', '0316 3', 'ON_BREAK', 1, '2023-03-03'), (4, 'Dario Vidal', 'Wels', '', 'ACTIVE', 2, '2025-11-18'),
 (5, 'Esther Blum', 'Linz', '0732 5', 'LEFT', 2, '2020-01-20'), (6, 'Femi Adeyemi', 'Graz', '0316 6', 'ACTIVE', 1, '2026-11-07');

CREATE TABLE skills (skill_id int PRIMARY KEY, title text);
INSERT INTO skills VALUES (1, 'grooming'), (2, 'first aid'), (3, 'driving'), (4, 'fundraising');
CREATE TABLE volunteer_skills (volunteer_id int REFERENCES volunteers, skill_id int REFERENCES skills, PRIMARY KEY (volunteer_id, skill_id));
INSERT INTO volunteer_skills VALUES (1, 1), (1, 2), (2, 2), (2, 3), (3, 1), (4, 3), (6, 1), (6, 2), (6, 3);

CREATE TABLE donations (
  donation_id int PRIMARY KEY, donor text, amount_cents int, given_at timestamp, channel text, anonymous boolean, thanked_at timestamp);
INSERT INTO donations VALUES
 (1, 'Bakery Huber', 15000, '2025-04-10 09:00', 'transfer', false, '2025-04-12 10:00'), (2, NULL, 2500, '2025-10-05 14:00', 'cash', true, NULL),
 (3, 'Otto Frank', 5000, '2025-11-21 18:30', 'card', false, '2025-11-30 09:00'), (4, 'Bakery Huber', 20000, '2026-02-14 10:00', 'transfer', false, '2026-02-15 08:00'),
 (5, 'Ina Gruber', 1000, '2026-06-30 23:10', 'card', false, NULL), (6, NULL, 7500, '2026-09-12 12:00', 'cash', true, NULL),
 (7, 'Otto Frank', 6000, '2026-10-03 16:45', 'card', false, '2026-10-06 09:00'), (8, 'Ina Gruber', 1200, '2026-10-28 11:20', 'card', false, '2026-11-02 09:00'),
 (9, 'Bakery Huber', 25000, '2026-11-11 11:11', 'transfer', false, NULL), (10, NULL, 300, '2026-11-29 15:00', 'cash', true, NULL);

CREATE TABLE adoption_requests (
  request_id int PRIMARY KEY, animal_id int REFERENCES animals, applicant text, town text, requested_on date, decision text);
INSERT INTO adoption_requests VALUES
 (1, 1, 'Karin Holz', 'Graz', '2024-06-01', 'APPROVED'), (2, 2, 'Jan Lechner', 'Wels', '2025-07-19', 'REJECTED'), (3, 4, 'Mia Sommer', 'Linz', '2025-12-27', 'APPROVED'),
 (4, 2, 'Paul Reiter', 'Graz', '2026-03-15', 'REJECTED'), (5, 3, 'Lena Koch', 'Graz', '2026-10-09', 'ON_HOLD'), (6, 8, 'Karin Holz', 'Graz', '2026-11-08', 'APPROVED'),
 (7, 7, 'Tom Egger', 'Steyr', '2026-11-20', 'UNDER_REVIEW'), (8, 6, 'Eva Pichler', 'Linz', '2026-11-27', 'UNDER_REVIEW'), (9, 2, 'Lena Koch', 'Graz', '2026-11-28', 'ON_HOLD');
