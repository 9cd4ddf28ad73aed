CREATE TABLE Branch (branchId INTEGER PRIMARY KEY, branchName TEXT NOT NULL, district TEXT, opensAt TEXT, hasParking INTEGER, stepFree TEXT);
INSERT INTO Branch VALUES (1, 'Central', 'Old Town', '09:00', 1, 'yes'), (2, 'Riverside', 'Harbour', '10:00', 0, 'yes'), (3, 'Hillcrest', 'Uplands', '13:00', 1, 'no'), (4, 'Book Van', NULL, '11:00', 0, 'no');

CREATE TABLE Member (
  memberId INTEGER PRIMARY KEY, firstName TEXT NOT NULL, lastName TEXT NOT NULL, town TEXT, birthDate TEXT, joinedOn TEXT, memberType TEXT,
  email TEXT, referredBy INTEGER REFERENCES Member (memberId), isSuspended INTEGER);
INSERT INTO Member VALUES
 (1, 'Harriet', 'Oakes', 'Millbrook', '1958-03-12', '2012-04-02', 'senior', 'harriet@post.test', NULL, 0), (2, 'José', 'Marín', 'Millbrook', '1990-07-25', '2019-09-14', 'adult', 'jose@post.test', 1, 0),
 (3, 'Ling', 'Zhao', 'Eastfield', '2014-01-30', '2022-06-11', 'child', NULL, 2, 0), (4, 'Aaron', 'Platt', 'Eastfield', '1984-11-02', '2020-02-20', 'adult', 'aaron@post.test', NULL, 1),
 (5, 'Nadia', 'Haddad', 'Thornby', '1999-05-14', '2025-12-03', 'adult', '', 2, 0), (6, 'Olive', 'Oakes', 'millbrook', '2016-08-08', '2026-01-17', 'child', NULL, 1, 0),
 (7, 'Søren', 'Lund', 'Thornby', '1947-12-24', '2015-03-09', 'senior', 'soren@post.test', NULL, 0), (8, 'Ivy', 'Castell', 'Eastfield', '2001-02-19', '2026-04-28', 'adult', 'ivy@post.test', 5, 0),
 (9, 'Gus', 'Tanner', NULL, '1975-06-06', '2026-05-13', 'adult', NULL, NULL, 1);

CREATE TABLE Author (authorId INTEGER PRIMARY KEY, authorName TEXT NOT NULL, country TEXT, bornYear INTEGER, diedYear INTEGER);
INSERT INTO Author VALUES
 (1, 'Marta Kovács', 'Hungary', 1932, 2009), (2, 'Idris Penhale', 'Wales', 1961, NULL), (3, 'Yumi Tanabe', 'Japan', 1978, NULL), (4, 'Clara Benítez', 'Argentina', 1950, 2021),
 (5, 'Tom Ferris', 'England', 1988, NULL), (6, 'Freya Lindqvist', 'Sweden', 1970, NULL);

CREATE TABLE Title (titleId INTEGER PRIMARY KEY, titleName TEXT NOT NULL, genre TEXT, languageCode TEXT, publishedYear INTEGER, pageCount INTEGER, isbn TEXT);
INSERT INTO Title VALUES
 (1, 'The Salt Road', 'Fiction', 'en', 1987, 312, '978-1-01'), (2, 'Night Ferry', 'Fiction', 'en', 2011, 240, '978-1-02'), (3, 'Paper Foxes', 'Picture Book', 'ja', 2015, 48, '978-4-03'),
 (4, 'El jardín de Luz', 'Fiction', 'es', 1994, 198, '978-8-04'), (5, 'Bees of the North', 'Nature', 'en', 2020, 156, '978-1-05'), (6, 'Harbour Songs', 'Music', 'en', 2011, 96, NULL),
 (7, 'The Clockmaker''s Map', 'Picture Book', 'en', 2018, 64, '978-1-07'), (8, 'Winter Bread', 'Fiction', 'hu', 1979, 180, NULL), (9, 'Tide Tables', 'Nature', 'en', 2025, 420, '978-1-09');
CREATE TABLE TitleAuthor (titleId INTEGER REFERENCES Title (titleId), authorId INTEGER REFERENCES Author (authorId), authorRole TEXT, PRIMARY KEY (titleId, authorId));
INSERT INTO TitleAuthor VALUES
 (1, 1, 'author'), (1, 4, 'translator'), (2, 2, 'author'), (3, 3, 'author'), (3, 5, 'illustrator'), (4, 4, 'author'), (5, 5, 'author'), (6, 2, 'author'), (6, 3, 'illustrator'), (7, 5, 'author'), (8, 1, 'author'), (9, 2, 'author');

CREATE TABLE Copy (
  copyId INTEGER PRIMARY KEY, barcode TEXT NOT NULL, titleId INTEGER REFERENCES Title (titleId), branchId INTEGER REFERENCES Branch (branchId), condition TEXT, acquiredOn TEXT, priceCents INTEGER);
INSERT INTO Copy VALUES
 (1, 'B001', 1, 1, 'good', '2010-05-01', 1299), (2, 'B002', 1, 2, 'worn', '2012-01-15', 1299), (3, 'B003', 2, 1, 'good', '2013-03-03', 1599), (4, 'B004', 3, 1, 'good', '2016-06-06', 899),
 (5, 'B005', 3, 3, 'damaged', '2016-06-06', 899), (6, 'B006', 4, 2, 'good', '2019-10-10', 1450), (7, 'B007', 5, 3, 'good', '2021-02-02', 2250), (8, 'B008', 6, 2, 'missing', '2014-04-04', 3100),
 (9, 'B009', 7, 1, 'worn', '2019-01-20', 1050), (10, 'B010', 9, 1, 'good', '2026-02-11', 2800), (11, 'B011', 9, 2, 'good', '2026-03-05', 2800), (12, 'B012', 7, 3, 'good', '2026-04-09', 1050);

CREATE TABLE Loan (
  loanId INTEGER PRIMARY KEY, copyId INTEGER REFERENCES Copy (copyId), memberId INTEGER REFERENCES Member (memberId), loanDate TEXT, dueDate TEXT, returnedDate TEXT, renewals INTEGER);
INSERT INTO Loan VALUES
 (1, 1, 1, '2025-03-03', '2025-03-24', '2025-03-20', 0), (2, 4, 3, '2025-04-15', '2025-05-06', '2025-05-20', 1), (3, 3, 2, '2025-06-10', '2025-07-01', '2025-06-28', 0), (4, 6, 2, '2025-11-02', '2025-11-23', '2025-11-22', 0),
 (5, 9, 3, '2025-12-20', '2026-01-10', '2026-01-09', 0), (6, 7, 4, '2026-01-08', '2026-01-29', '2026-03-02', 2), (7, 2, 7, '2026-02-14', '2026-03-07', '2026-03-01', 0), (8, 10, 5, '2026-02-20', '2026-03-13', '2026-03-13', 1),
 (9, 1, 4, '2026-03-30', '2026-04-20', NULL, 0), (10, 5, 6, '2026-04-03', '2026-04-24', '2026-04-30', 0), (11, 3, 8, '2026-04-29', '2026-05-20', NULL, 0), (12, 10, 2, '2026-05-04', '2026-05-25', NULL, 0),
 (13, 12, 6, '2026-05-13', '2026-06-03', NULL, 0), (14, 11, 1, '2026-04-11', '2026-05-02', NULL, 3);

CREATE TABLE Reservation (
  reservationId INTEGER PRIMARY KEY, titleId INTEGER REFERENCES Title (titleId), memberId INTEGER REFERENCES Member (memberId), reservedAt TEXT, pickupBranchId INTEGER REFERENCES Branch (branchId), status TEXT, cancelledAt TEXT);
INSERT INTO Reservation VALUES
 (1, 9, 3, '2026-02-12 10:15:00', 1, 'collected', NULL), (2, 9, 7, '2026-03-20 18:40:00', 2, 'cancelled', '2026-04-01 09:00:00'), (3, 1, 5, '2026-04-02 12:00:00', 1, 'waiting', NULL), (4, 9, 5, '2026-04-25 09:30:00', 2, 'waiting', NULL),
 (5, 5, 8, '2026-05-01 19:05:00', 3, 'ready', NULL), (6, 7, 1, '2026-05-08 08:50:00', 1, 'ready', NULL), (7, 9, 4, '2026-05-13 17:20:00', 1, 'waiting', NULL), (8, 2, 1, '2025-05-10 11:00:00', 2, 'collected', NULL);

CREATE TABLE Fine (fineId INTEGER PRIMARY KEY, loanId INTEGER REFERENCES Loan (loanId), amountCents INTEGER, reason TEXT, paidAt TEXT);
INSERT INTO Fine VALUES (1, 2, 280, 'late', '2025-05-21'), (2, 6, 640, 'late', NULL), (3, 6, 1500, 'damage', NULL), (4, 10, 120, 'late', '2026-05-02'), (5, 14, 240, 'late', NULL), (6, 9, 480, 'late', NULL);

CREATE TABLE Transfer (
  transferId INTEGER PRIMARY KEY, copyId INTEGER REFERENCES Copy (copyId), fromBranchId INTEGER REFERENCES Branch (branchId), toBranchId INTEGER REFERENCES Branch (branchId), sentOn TEXT, receivedOn TEXT);
INSERT INTO Transfer VALUES
 (1, 6, 1, 2, '2025-10-01', '2025-10-03'), (2, 7, 1, 3, '2026-02-01', '2026-02-05'), (3, 12, 3, 1, '2026-03-30', '2026-04-01'), (4, 2, 2, 1, '2026-05-11', NULL), (5, 9, 1, 2, '2026-04-20', '2026-04-22');
