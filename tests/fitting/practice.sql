-- Small databases of our own, beside which the router practises. "-- database NAME" begins the next one.

-- database personnel
CREATE TABLE departments (id INTEGER PRIMARY KEY, name TEXT, location TEXT, budget INTEGER);
CREATE TABLE employees (id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, gender TEXT, job_title TEXT, department_id INTEGER REFERENCES departments (id), manager_id INTEGER REFERENCES employees (id), salary INTEGER, hire_date DATE, birthday DATE, email TEXT);
CREATE TABLE trainings (id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employees (id), course TEXT, certificate TEXT, finished_on DATE);
CREATE TABLE absences (id INTEGER PRIMARY KEY, employee_id INTEGER REFERENCES employees (id), reason TEXT, days INTEGER);
INSERT INTO departments VALUES (1, 'Sales', 'Lyon', 900000), (2, 'Finance', 'Hull', 400000), (3, 'Production', 'Gdansk', 1500000), (4, 'Payroll', 'Lyon', 120000);
INSERT INTO employees VALUES (1, 'Jana', 'Novak', 'female', 'head of finance', 2, NULL, 7200, '2008-03-01', '1971-05-04', 'jana@firm.example'), (2, 'Piotr', 'Zielinski', 'male', 'sales manager', 1, 1, 5100, '2014-09-15', '1985-11-20', 'piotr@firm.example'), (3, 'Samuel', 'Ortega', 'male', 'engineer', 3, 2, 4300, '2019-01-07', '1990-02-11', NULL), (4, 'Amira', 'Haddad', 'female', 'technician', 3, 2, 3900, '2021-06-01', '1996-08-30', 'amira@firm.example'), (5, 'Petra', 'Lindqvist', 'female', 'intern', 4, 1, 1800, '2023-10-01', '2001-12-02', NULL);
INSERT INTO trainings VALUES (1, 3, 'Forklift', 'F1', '2020-02-02'), (2, 4, 'First aid', NULL, '2022-05-09');
INSERT INTO absences VALUES (1, 3, 'sick', 4), (2, 5, 'holiday', 10);

-- database webshop
CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name TEXT, city TEXT, country TEXT, phone_number TEXT, joined DATE, card_type TEXT);
CREATE TABLE products (product_id INTEGER PRIMARY KEY, product_name TEXT, category TEXT, colour TEXT, price REAL, stock INTEGER, supplier TEXT);
CREATE TABLE orders (order_id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (customer_id), store_id INTEGER REFERENCES stores (store_id), status TEXT, order_date DATE, amount REAL, payment_method TEXT);
CREATE TABLE order_items (order_id INTEGER REFERENCES orders (order_id), product_id INTEGER REFERENCES products (product_id), quantity INTEGER, returned INTEGER, return_reason TEXT);
CREATE TABLE stores (store_id INTEGER PRIMARY KEY, store_name TEXT, district TEXT, opening_year INTEGER, floor_area INTEGER, manager TEXT, number_of_employees INTEGER);
INSERT INTO customers VALUES (1, 'Brightwell', 'Dover', 'England', '555-0101', '2019-02-01', 'platinum'), (2, 'Nordlys', 'Bergen', 'Norway', '555-0102', '2021-07-12', 'gold'), (3, 'Tessa Wong', 'Madrid', 'Spain', '555-0103', '2022-11-30', 'basic');
INSERT INTO products VALUES (1, 'Apple pie', 'pastry', 'brown', 12.5, 40, 'Keller'), (2, 'Desk lamp', 'lighting', 'white', 65, 3, 'Ito'), (3, 'Winter jacket', 'clothing', 'red', 180, 0, 'Keller'), (4, 'Garden chair', 'furniture', 'green', 49, 120, 'Noor');
INSERT INTO orders VALUES (7731, 1, 1, 'shipped', '2024-05-03', 130, 'credit card'), (7732, 2, 2, 'cancelled', '2024-04-21', 49, 'invoice'), (7733, 3, 1, 'open', '2023-11-11', 180, 'cash');
INSERT INTO order_items VALUES (7731, 2, 2, 0, NULL), (7732, 4, 1, 1, 'poor quality'), (7733, 3, 1, 0, NULL);
INSERT INTO stores VALUES (1, 'Harbour shop', 'north', 2012, 350, 'Felix', 14), (2, 'Dundee', 'centre', 1998, 900, 'Noor', 31);

-- database freight
CREATE TABLE warehouses (code TEXT PRIMARY KEY, town TEXT, capacity INTEGER);
CREATE TABLE drivers (driver_id INTEGER PRIMARY KEY, driver_name TEXT, licence TEXT, age INTEGER, points INTEGER);
CREATE TABLE trucks (plate TEXT PRIMARY KEY, make TEXT, model TEXT, fuel TEXT, bought DATE, inspection_expires DATE, repair_costs REAL);
CREATE TABLE shipments (shipment_id INTEGER PRIMARY KEY, warehouse TEXT REFERENCES warehouses (code), driver_id INTEGER REFERENCES drivers (driver_id), plate TEXT REFERENCES trucks (plate), destination TEXT, weight_kg REAL, sent_on DATE, delivered_on DATE, is_late INTEGER);
CREATE TABLE routes (route_number INTEGER PRIMARY KEY, start TEXT, terminus TEXT, distance_km REAL, number_of_stops INTEGER);
INSERT INTO warehouses VALUES ('N1', 'Leeds', 5000), ('S2', 'Hull', 12000), ('A', 'Vienna', 800);
INSERT INTO drivers VALUES (1, 'Rosa Vidal', 'C', 44, 0), (2, 'Tom Barker', 'CE', 29, 3);
INSERT INTO trucks VALUES ('QX71', 'Volvo', 'FH', 'diesel', '2016-04-01', '2024-01-31', 2300), ('EV09', 'Renault', 'E-Tech', 'electric', '2023-05-05', '2026-05-05', 150);
INSERT INTO shipments VALUES (1, 'N1', 1, 'QX71', 'Spain', 940, '2024-03-02', '2024-03-07', 1), (2, 'S2', 2, 'EV09', 'Austria', 22, '2024-06-11', '2024-06-12', 0);
INSERT INTO routes VALUES (5, 'Ashford', 'Dover', 34, 9), (12, 'Leeds', 'Hull', 97, 4);

-- database campus
CREATE TABLE students (student_id INTEGER PRIMARY KEY, name TEXT, sex TEXT, age INTEGER, major TEXT, dormitory TEXT, home_town TEXT, advisor INTEGER REFERENCES lecturers (lecturer_id));
CREATE TABLE lecturers (lecturer_id INTEGER PRIMARY KEY, lecturer_name TEXT, rank TEXT, faculty TEXT, hometown TEXT);
CREATE TABLE courses (course_code TEXT PRIMARY KEY, title TEXT, credits INTEGER, lecturer_id INTEGER REFERENCES lecturers (lecturer_id), classroom TEXT);
CREATE TABLE enrolments (student_id INTEGER REFERENCES students (student_id), course_code TEXT REFERENCES courses (course_code), semester TEXT, grade REAL);
CREATE TABLE clubs (club_name TEXT PRIMARY KEY, founded INTEGER, members INTEGER);
CREATE TABLE scholarships (id INTEGER PRIMARY KEY, student_id INTEGER REFERENCES students (student_id), amount INTEGER, year INTEGER);
INSERT INTO students VALUES (1, 'Eva Brandt', 'F', 21, 'Physics', 'Elm House', 'Graz', 1), (2, 'Kofi Mensah', 'M', 19, 'Chemistry', 'Oak House', 'Accra', 2), (3, 'Lin Yu', 'F', 24, 'History', 'Elm House', 'Tainan', NULL);
INSERT INTO lecturers VALUES (1, 'Marta Silva', 'professor', 'Science', 'Porto'), (2, 'Hugh Penrose', 'assistant', 'Science', 'Bath');
INSERT INTO courses VALUES ('P101', 'Linear Algebra', 6, 1, 'B203'), ('C200', 'Organic Chemistry', 4, 2, 'A110');
INSERT INTO enrolments VALUES (1, 'P101', 'autumn', 1.7), (2, 'C200', 'spring', 2.3);
INSERT INTO clubs VALUES ('Chess', 1980, 12), ('Rowing', 2003, 7);
INSERT INTO scholarships VALUES (1, 1, 5000, 2022);

-- database clinic
CREATE TABLE doctors (doctor_id INTEGER PRIMARY KEY, doctor_name TEXT, specialty TEXT, age INTEGER, phone TEXT);
CREATE TABLE patients (patient_id INTEGER PRIMARY KEY, patient_name TEXT, age INTEGER, blood_type TEXT, allergy TEXT, diagnosis TEXT, ward TEXT, bed TEXT);
CREATE TABLE appointments (id INTEGER PRIMARY KEY, doctor_id INTEGER REFERENCES doctors (doctor_id), patient_id INTEGER REFERENCES patients (patient_id), day DATE, cost REAL);
CREATE TABLE medicines (medicine_name TEXT PRIMARY KEY, producer TEXT, stock INTEGER, expiry_date DATE, price REAL);
CREATE TABLE nurses (nurse_id INTEGER PRIMARY KEY, nurse_name TEXT, ward TEXT, shift TEXT);
INSERT INTO doctors VALUES (1, 'Ingrid Moe', 'cardiology', 51, '0412'), (2, 'Ravi Menon', 'surgery', 38, '0413');
INSERT INTO patients VALUES (1, 'Ada Flynn', 67, 'A', 'penicillin', 'diabetes', 'west', '12'), (2, 'Otto Kern', 35, 'O', NULL, 'fracture', 'east', '4');
INSERT INTO appointments VALUES (1, 1, 1, '2024-02-02', 80), (2, 2, 2, '2024-02-03', 140);
INSERT INTO medicines VALUES ('aspirin', 'Bayer', 300, '2026-01-01', 4.5), ('insulin', 'Novo', 12, '2024-12-01', 40);
INSERT INTO nurses VALUES (1, 'Kim Lund', 'west', 'night'), (2, 'Sara Holm', 'east', 'day');

-- database aviation
CREATE TABLE airlines (airline TEXT PRIMARY KEY, abbreviation TEXT, country TEXT, fleet_size INTEGER);
CREATE TABLE airports (airport_code TEXT PRIMARY KEY, airport_name TEXT, city TEXT, country TEXT, elevation INTEGER);
CREATE TABLE flights (flight_number TEXT PRIMARY KEY, airline TEXT REFERENCES airlines (airline), departure_airport TEXT REFERENCES airports (airport_code), arrival_airport TEXT REFERENCES airports (airport_code), departure_time TEXT, gate TEXT, price REAL, delay_minutes INTEGER);
CREATE TABLE aircraft (model TEXT PRIMARY KEY, max_range_km INTEGER, seats INTEGER);
CREATE TABLE pilots (pilot_id INTEGER PRIMARY KEY, pilot_name TEXT, certified_for TEXT REFERENCES aircraft (model), age INTEGER);
INSERT INTO airlines VALUES ('Condor Peru', 'CP', 'Peru', 40), ('Air Baltica', 'BT', 'Latvia', 46), ('Nile Wings', 'NW', 'Egypt', 12);
INSERT INTO airports VALUES ('LIM', 'Jorge Chavez', 'Lima', 'Peru', 34), ('UIO', 'Mariscal Sucre', 'Quito', 'Ecuador', 2400), ('RIX', 'Riga Airport', 'Riga', 'Latvia', 11), ('HND', 'Haneda', 'Tokyo', 'Japan', 6);
INSERT INTO flights VALUES ('CP100', 'Condor Peru', 'LIM', 'UIO', '08:40', '4', 180, 0), ('BT12', 'Air Baltica', 'RIX', 'HND', '13:05', '12', 720, 95);
INSERT INTO aircraft VALUES ('Boeing 737', 5600, 180), ('Airbus A220', 6300, 145);
INSERT INTO pilots VALUES (1, 'Juan Rios', 'Boeing 737', 47), (2, 'Liga Ozola', 'Airbus A220', 39);

-- database culture
CREATE TABLE museum (museum_id INTEGER PRIMARY KEY, name TEXT, city TEXT, open_year INTEGER, num_staff INTEGER, entry_fee REAL);
CREATE TABLE exhibit (exhibit_id INTEGER PRIMARY KEY, museum_id INTEGER REFERENCES museum (museum_id), title TEXT, dynasty TEXT, hall TEXT, times_lent INTEGER);
CREATE TABLE visitor (visitor_id INTEGER PRIMARY KEY, name TEXT, age INTEGER, level_of_membership TEXT);
CREATE TABLE ticket (ticket_id INTEGER PRIMARY KEY, visitor_id INTEGER REFERENCES visitor (visitor_id), museum_id INTEGER REFERENCES museum (museum_id), kind TEXT, price REAL, sold_on DATE);
CREATE TABLE theatre_show (show_id INTEGER PRIMARY KEY, theatre TEXT, kind TEXT, premiere DATE, attendance INTEGER);
INSERT INTO museum VALUES (1, 'Museum of Clocks', 'Prague', 1931, 22, 9), (2, 'Maritime Museum', 'Oslo', 1974, 60, 0);
INSERT INTO exhibit VALUES (1, 1, 'Tower clock', NULL, 'Hall 2', 2), (2, 2, 'Celadon bowl', 'Tang', 'Hall 1', 0);
INSERT INTO visitor VALUES (1, 'Hana Sato', 34, 'gold'), (2, 'Luis Prado', 61, 'none');
INSERT INTO ticket VALUES (1, 1, 1, 'adult', 9, '2024-01-05'), (2, 2, 1, 'student', 4, '2024-01-05');
INSERT INTO theatre_show VALUES (1, 'Royal', 'ballet', '2019-10-01', 812), (2, 'Odeon', 'opera', '2020-02-14', 640);

-- database music
CREATE TABLE artists (artist_id INTEGER PRIMARY KEY, artist_name TEXT, nationality TEXT, age INTEGER, genre TEXT);
CREATE TABLE albums (album_id INTEGER PRIMARY KEY, artist_id INTEGER REFERENCES artists (artist_id), album_title TEXT, release_year INTEGER, label TEXT, copies_sold INTEGER);
CREATE TABLE songs (song_id INTEGER PRIMARY KEY, album_id INTEGER REFERENCES albums (album_id), song_title TEXT, seconds INTEGER, unit_price REAL, plays INTEGER);
CREATE TABLE arenas (arena_id INTEGER PRIMARY KEY, arena TEXT, town TEXT, capacity INTEGER);
CREATE TABLE gigs (gig_id INTEGER PRIMARY KEY, artist_id INTEGER REFERENCES artists (artist_id), arena_id INTEGER REFERENCES arenas (arena_id), theme TEXT, held_on DATE, audience INTEGER);
CREATE TABLE playlists (playlist_id INTEGER PRIMARY KEY, playlist TEXT, number_of_songs INTEGER);
INSERT INTO artists VALUES (1, 'Mara Lune', 'France', 33, 'pop'), (2, 'Stone Harbour', 'Canada', 41, 'rock'), (3, '林小海', 'China', 28, 'folk');
INSERT INTO albums VALUES (1, 1, 'Night Ferry', 1998, 'Blue Door', 120000), (2, 2, 'Low Tide', 2014, 'Anchor', 54000);
INSERT INTO songs VALUES (1, 1, 'Paper Boats', 214, 0.99, 81000), (2, 2, 'Love at Noon', 187, 1.29, 4000);
INSERT INTO arenas VALUES (1, 'Riverside Hall', 'Lyon', 4200), (2, 'North Stadium', 'Halifax', 31000);
INSERT INTO gigs VALUES (1, 1, 1, 'Farewell', '2014-06-01', 3900), (2, 2, 2, 'Summer', '2015-08-20', 28000);
INSERT INTO playlists VALUES (1, 'Morning run', 42), (2, 'Rain', 17);

-- database kennel
CREATE TABLE owner (owner_id INTEGER PRIMARY KEY, first_name TEXT, last_name TEXT, street TEXT, flat TEXT, mobile TEXT);
CREATE TABLE pet (pet_id INTEGER PRIMARY KEY, owner_id INTEGER REFERENCES owner (owner_id), pet_name TEXT, pet_type TEXT, breed TEXT, weight REAL, age INTEGER, vaccinated INTEGER);
CREATE TABLE treatment (treatment_id INTEGER PRIMARY KEY, pet_id INTEGER REFERENCES pet (pet_id), vet TEXT, treatment_date DATE, cost REAL);
INSERT INTO owner VALUES (1, 'Noor', 'Dahl', 'Castle Road', '3B', '0171'), (2, 'Felix', 'Braun', 'Mill Lane', '12', '0172');
INSERT INTO pet VALUES (1, 1, 'Bruno', 'dog', 'spaniel', 14.5, 4, 1), (2, 2, 'Minka', 'cat', 'siamese', 4.1, 9, 0), (3, 2, 'Pip', 'rabbit', 'lop', 2, 1, 1), (4, 1, 'Coco', 'parrot', 'macaw', 1, 20, 0);
INSERT INTO treatment VALUES (1, 1, 'Ana Ruiz', '2023-03-03', 120), (2, 2, 'Ana Ruiz', '2023-06-09', 45);

-- database vehicles
CREATE TABLE manufacturers (manufacturer TEXT PRIMARY KEY, full_name TEXT, country TEXT, founded INTEGER);
CREATE TABLE car_models (model_id INTEGER PRIMARY KEY, manufacturer TEXT REFERENCES manufacturers (manufacturer), model_name TEXT, year INTEGER, cylinders INTEGER, horsepower INTEGER, weight INTEGER, acceleration REAL, mileage REAL, body TEXT);
CREATE TABLE rentals (rental_id INTEGER PRIMARY KEY, model_id INTEGER REFERENCES car_models (model_id), registration TEXT, colour TEXT, customer TEXT, rented_on DATE, returned_on DATE);
INSERT INTO manufacturers VALUES ('Fiat', 'Fabbrica Italiana', 'Italy', 1899), ('Opel', 'Adam Opel', 'Germany', 1862), ('Mazda', 'Mazda Motor', 'Japan', 1920);
INSERT INTO car_models VALUES (1, 'Fiat', 'Spider', 1974, 4, 105, 2200, 11.2, 27, 'sports car'), (2, 'Opel', 'Commodore', 1979, 6, 140, 3100, 10.5, 18, 'saloon'), (3, 'Mazda', 'RX', 1981, 4, 115, 2600, 9.8, 20, 'sports car');
INSERT INTO rentals VALUES (1, 1, 'ZZ-90', 'red', 'Otto', '2024-05-01', NULL), (2, 3, 'ZZ-91', 'blue', 'Greta', '2024-06-01', '2024-06-04');

-- database league
CREATE TABLE clubs (club_id INTEGER PRIMARY KEY, club_name TEXT, city TEXT, ground TEXT, titles INTEGER, points INTEGER);
CREATE TABLE players (player_id INTEGER PRIMARY KEY, player_name TEXT, club_id INTEGER REFERENCES clubs (club_id), position TEXT, nationality TEXT, height INTEGER, age INTEGER, hand TEXT, goals INTEGER, earnings INTEGER);
CREATE TABLE matches (match_id INTEGER PRIMARY KEY, home_club INTEGER REFERENCES clubs (club_id), away_club INTEGER REFERENCES clubs (club_id), played_on DATE, home_goals INTEGER, away_goals INTEGER, spectators INTEGER);
CREATE TABLE coaches (coach_id INTEGER PRIMARY KEY, coach_name TEXT, club_id INTEGER REFERENCES clubs (club_id), seasons INTEGER);
CREATE TABLE medals (id INTEGER PRIMARY KEY, athlete TEXT, country TEXT, sport TEXT, colour TEXT, year INTEGER);
INSERT INTO clubs VALUES (1, 'Harbour United', 'Gdansk', 'Pier Park', 4, 61), (2, 'Valley Rovers', 'Graz', 'The Meadow', 0, 33);
INSERT INTO players VALUES (1, 'Iker Soto', 1, 'forward', 'Spain', 184, 23, 'left', 21, 900000), (2, 'Dan Olsen', 2, 'goalkeeper', 'Norway', 199, 31, 'right', 0, 400000);
INSERT INTO matches VALUES (1, 1, 2, '2023-09-02', 3, 1, 15200), (2, 2, 1, '2024-02-10', 0, 0, 7800);
INSERT INTO coaches VALUES (1, 'Sven Adler', 1, 6), (2, 'Rita Kovac', 2, 1);
INSERT INTO medals VALUES (1, 'Ana Petrova', 'Bulgaria', 'gymnastics', 'gold', 2016), (2, 'Ben Achieng', 'Kenya', 'marathon', 'silver', 2021);

-- database atlas
CREATE TABLE states (state TEXT PRIMARY KEY, capital TEXT, area REAL, population INTEGER, country TEXT);
CREATE TABLE cities (city TEXT PRIMARY KEY, state TEXT REFERENCES states (state), inhabitants INTEGER);
CREATE TABLE rivers (river TEXT, state TEXT REFERENCES states (state), length_km INTEGER);
CREATE TABLE mountains (mountain TEXT PRIMARY KEY, state TEXT REFERENCES states (state), height_m INTEGER);
CREATE TABLE lakes (lake TEXT PRIMARY KEY, state TEXT REFERENCES states (state), area_km2 INTEGER);
CREATE TABLE neighbours (state TEXT REFERENCES states (state), neighbour TEXT REFERENCES states (state));
INSERT INTO states VALUES ('Bavaria', 'Munich', 70500, 13000000, 'Germany'), ('Saxony', 'Dresden', 18400, 4000000, 'Germany'), ('Queensland', 'Brisbane', 1729000, 5200000, 'Australia'), ('Alberta', 'Edmonton', 661000, 4300000, 'Canada'), ('Ontario', 'Toronto', 1076000, 14700000, 'Canada');
INSERT INTO cities VALUES ('Munich', 'Bavaria', 1488000), ('Nuremberg', 'Bavaria', 515000), ('Dresden', 'Saxony', 556000), ('Brisbane', 'Queensland', 2500000), ('Calgary', 'Alberta', 1300000), ('Ottawa', 'Ontario', 1000000);
INSERT INTO rivers VALUES ('Danube', 'Bavaria', 2850), ('Elbe', 'Saxony', 1094), ('Isar', 'Bavaria', 295), ('Bow', 'Alberta', 587);
INSERT INTO mountains VALUES ('Zugspitze', 'Bavaria', 2962), ('Columbia', 'Alberta', 3747);
INSERT INTO lakes VALUES ('Chiemsee', 'Bavaria', 79), ('Erie', 'Ontario', 25700);
INSERT INTO neighbours VALUES ('Bavaria', 'Saxony'), ('Saxony', 'Bavaria');

-- database nations
CREATE TABLE nation (code TEXT PRIMARY KEY, name TEXT, continent TEXT, capital TEXT, population INTEGER, gdp REAL, life_expectancy REAL, independence_year INTEGER, government_form TEXT);
CREATE TABLE language (nation_code TEXT REFERENCES nation (code), language TEXT, is_official TEXT, percentage REAL);
INSERT INTO nation VALUES ('TON', 'Tonga', 'Oceania', 'Nukualofa', 99000, 146, 67.9, 1970, 'Monarchy'), ('MOZ', 'Mozambique', 'Africa', 'Maputo', 19680000, 2891, 37.5, 1975, 'Republic'), ('BRA', 'Brazil', 'South America', 'Brasilia', 170115000, 776739, 62.9, 1822, 'Federal Republic'), ('AUT', 'Austria', 'Europe', 'Vienna', 8091800, 211860, 77.7, 1918, 'Federal Republic'), ('LAO', 'Laos', 'Asia', 'Vientiane', 5433000, 1292, 53.1, 1953, 'Republic');
INSERT INTO language VALUES ('MOZ', 'Portuguese', 'T', 1), ('BRA', 'Portuguese', 'T', 97.5), ('AUT', 'German', 'T', 92), ('TON', 'English', 'T', 0.3), ('LAO', 'Lao', 'T', 67);

-- database letting
CREATE TABLE buildings (building_id INTEGER PRIMARY KEY, building_name TEXT, district TEXT, built INTEGER, floors INTEGER, height_m INTEGER, architect TEXT);
CREATE TABLE apartments (apartment_id INTEGER PRIMARY KEY, building_id INTEGER REFERENCES buildings (building_id), rooms INTEGER, square_metres REAL, rent REAL, balcony INTEGER, vacant INTEGER);
CREATE TABLE tenants (tenant_id INTEGER PRIMARY KEY, tenant TEXT, apartment_id INTEGER REFERENCES apartments (apartment_id), email TEXT, lease_start DATE, lease_end DATE);
INSERT INTO buildings VALUES (1, 'Mill House', 'old town', 1889, 5, 21, 'Erik Dam'), (2, 'Pine Court', 'Westhill', 2004, 12, 44, 'Lea Conti');
INSERT INTO apartments VALUES (1, 1, 3, 71.5, 980, 1, 0), (2, 2, 2, 48, 1100, 0, 1);
INSERT INTO tenants VALUES (1, 'Greta Falk', 1, 'greta@home.example', '2020-10-01', NULL);

-- database library
CREATE TABLE book (book_id INTEGER PRIMARY KEY, title TEXT, author TEXT, genre TEXT, publisher TEXT, publication_year INTEGER, copies INTEGER, shelf_mark TEXT);
CREATE TABLE member (member_id INTEGER PRIMARY KEY, member_name TEXT, joined DATE);
CREATE TABLE loan (loan_id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES book (book_id), member_id INTEGER REFERENCES member (member_id), borrowed_on DATE, due_on DATE, returned_on DATE);
CREATE TABLE journal_article (article_id INTEGER PRIMARY KEY, title TEXT, journal TEXT, researcher TEXT, university TEXT, times_cited INTEGER, published INTEGER);
INSERT INTO book VALUES (1, 'Dune', 'Frank Herbert', 'science fiction', 'Chilton', 1965, 4, 'SF-H1'), (2, 'World Atlas', 'Various', 'atlas', 'Carta', 2001, 1, 'G-01');
INSERT INTO member VALUES (1, 'Ola Berg', '2018-01-01'), (2, 'Mei Tan', '2022-09-09');
INSERT INTO loan VALUES (1, 1, 1, '2024-01-02', '2024-01-30', NULL);
INSERT INTO journal_article VALUES (1, 'Tidal ponds', 'Shore Science', 'Keller', 'Kiel', 132, 2018);

-- database screen
CREATE TABLE films (film_id INTEGER PRIMARY KEY, film_title TEXT, director TEXT, year INTEGER, minutes INTEGER, rating REAL, budget INTEGER, box_office INTEGER, film_type TEXT);
CREATE TABLE actors (actor_id INTEGER PRIMARY KEY, actor TEXT, born INTEGER, awards INTEGER);
CREATE TABLE film_cast (film_id INTEGER REFERENCES films (film_id), actor_id INTEGER REFERENCES actors (actor_id), part TEXT);
CREATE TABLE channels (channel_id INTEGER PRIMARY KEY, channel_name TEXT, country TEXT, language TEXT, launched INTEGER);
CREATE TABLE series (series_id INTEGER PRIMARY KEY, series_title TEXT, channel_id INTEGER REFERENCES channels (channel_id), episodes INTEGER, writer TEXT, viewers REAL, first_aired DATE);
INSERT INTO films VALUES (1, 'The Glass Orchard', 'Ines Vale', 2011, 128, 8.1, 20, 55, 'drama'), (2, 'Salt Roads', 'Tim Oduya', 2017, 92, 6.4, 4, 2, 'documentary');
INSERT INTO actors VALUES (1, 'Lola Meyer', 1979, 2), (2, 'Jon Park', 1991, 0);
INSERT INTO film_cast VALUES (1, 1, 'Clara');
INSERT INTO channels VALUES (1, 'Sky Nine', 'Ireland', 'English', 1994), (2, 'Canal Sur', 'Spain', 'Spanish', 1989);
INSERT INTO series VALUES (1, 'Cold Lantern', 1, 24, 'Todd Bell', 3.2, '2009-01-11');

-- database projects
CREATE TABLE documents (document_id INTEGER PRIMARY KEY, document_name TEXT, document_type_code TEXT, template_id INTEGER REFERENCES templates (template_id), description TEXT, access_count INTEGER);
CREATE TABLE templates (template_id INTEGER PRIMARY KEY, template_type TEXT, version INTEGER, effective_from DATE);
CREATE TABLE paragraphs (paragraph_id INTEGER PRIMARY KEY, document_id INTEGER REFERENCES documents (document_id), paragraph_text TEXT);
CREATE TABLE project (project_id INTEGER PRIMARY KEY, project_details TEXT, organisation TEXT, end_date DATE, grant_amount REAL);
CREATE TABLE staff_roles (role_code TEXT PRIMARY KEY, role_description TEXT);
INSERT INTO documents VALUES (1, 'Annual report', 'RPT', 1, 'report for the board', 31), (2, 'Onboarding', 'SLD', 2, 'slides for newcomers', 4);
INSERT INTO templates VALUES (1, 'RPT', 3, '2019-01-01'), (2, 'SLD', 1, '2021-01-01'), (3, 'LET', 1, '2022-02-02');
INSERT INTO paragraphs VALUES (1, 1, 'Revenue'), (2, 1, 'Outlook');
INSERT INTO project VALUES (1, 'Tidal power', 'Kiel Institute', '2020-12-31', 250000);
INSERT INTO staff_roles VALUES ('researcher', 'does the research'), ('leader', 'leads the project');

-- database bank
CREATE TABLE accounts (account_number TEXT PRIMARY KEY, holder TEXT, account_type TEXT, balance REAL, branch TEXT REFERENCES branches (branch));
CREATE TABLE branches (branch TEXT PRIMARY KEY, town TEXT, opened INTEGER, phone TEXT);
CREATE TABLE loans (loan_id INTEGER PRIMARY KEY, holder TEXT, loan_type TEXT, amount REAL, interest_rate REAL, overdue INTEGER);
CREATE TABLE claims (claim_id INTEGER PRIMARY KEY, policyholder TEXT, agent TEXT, policy_type TEXT, amount_paid REAL, filed_on DATE, settled_on DATE);
INSERT INTO accounts VALUES ('7731', 'Ola Berg', 'savings', 5200, 'Hull'), ('7732', 'Mei Tan', 'checking', -40, 'Dover');
INSERT INTO branches VALUES ('Hull', 'Hull', 1977, '0800-1'), ('Dover', 'Dover', 2022, '0800-2');
INSERT INTO loans VALUES (1, 'Mei Tan', 'mortgage', 180000, 3.4, 0), (2, 'Ola Berg', 'car', 9000, 6.1, 1);
INSERT INTO claims VALUES (1, 'Ola Berg', 'Noor', 'motor', 1200, '2022-04-01', '2022-04-05');

-- database plant
CREATE TABLE machines (machine_id INTEGER PRIMARY KEY, machine_name TEXT, workshop TEXT, quality_score INTEGER, downtime_hours REAL, installed DATE);
CREATE TABLE technicians (technician_id INTEGER PRIMARY KEY, technician TEXT, team TEXT, age INTEGER);
CREATE TABLE repairs (repair_id INTEGER PRIMARY KEY, machine_id INTEGER REFERENCES machines (machine_id), technician_id INTEGER REFERENCES technicians (technician_id), part TEXT, failure_cause TEXT, repaired_on DATE, hours REAL, cost REAL);
CREATE TABLE batches (batch_number TEXT PRIMARY KEY, product TEXT, line INTEGER, produced_on DATE, defects INTEGER, scrap_rate REAL);
INSERT INTO machines VALUES (1, 'Press 4', 'Hall A', 92, 3.5, '2009-02-03'), (2, 'Turbine T-09', 'Hall B', 80, 14, '2016-07-07');
INSERT INTO technicians VALUES (1, 'Jiri Maly', 'night', 52), (2, 'Wen Li', 'day', 27);
INSERT INTO repairs VALUES (1, 1, 1, 'bearing', 'human error', '2022-08-08', 4, 310), (2, 2, 2, 'filter', 'dust', '2023-01-19', 1, 45);
INSERT INTO batches VALUES ('A2307', 'valve', 4, '2024-04-12', 3, 0.02);

-- database farming
CREATE TABLE farm (farm_id INTEGER PRIMARY KEY, farm_name TEXT, region TEXT, cows INTEGER, sheep INTEGER, hectares REAL);
CREATE TABLE harvest (farm_id INTEGER REFERENCES farm (farm_id), crop TEXT, year INTEGER, tonnes REAL);
CREATE TABLE weather_day (station TEXT, day DATE, max_temperature REAL, rain_mm REAL, humidity REAL);
CREATE TABLE wines (wine TEXT PRIMARY KEY, grape TEXT, winery TEXT, vintage INTEGER, score INTEGER, price REAL);
INSERT INTO farm VALUES (1, 'Dunmore', 'west', 120, 0, 210), (2, 'Hilltop', 'north', 0, 340, 95);
INSERT INTO harvest VALUES (1, 'wheat', 2022, 410), (2, 'barley', 2022, 55);
INSERT INTO weather_day VALUES ('Pier', '2023-06-04', 31.2, 0, 44), ('Hill', '2023-06-04', 27.9, 12, 71);
INSERT INTO wines VALUES ('Red Heron', 'Merlot', 'Chateau Lac', 2009, 93, 38), ('White Heron', 'Riesling', 'Moselhof', 2012, 88, 14);

-- database town_guide
CREATE TABLE hotels (hotel TEXT PRIMARY KEY, city TEXT, stars INTEGER, price_per_night REAL, rating REAL, pool TEXT, parking TEXT, phone TEXT, address TEXT);
CREATE TABLE restaurants (restaurant TEXT PRIMARY KEY, cuisine TEXT, area TEXT, average_bill REAL, rating REAL, opening_hours TEXT, phone TEXT);
CREATE TABLE attractions (attraction TEXT PRIMARY KEY, kind TEXT, area TEXT, entry_fee REAL, hours_needed REAL, rating REAL);
CREATE TABLE stations (station TEXT PRIMARY KEY, line TEXT, bikes_docked INTEGER, first_train TEXT);
INSERT INTO hotels VALUES ('Seaview Lodge', 'Granada', 3, 88, 4.4, 'yes', 'no', '0900-1', '1 Quay'), ('Grand Alameda', 'Granada', 5, 240, 4.7, 'yes', 'yes', '0900-2', '9 Alameda');
INSERT INTO restaurants VALUES ('Saigon Corner', 'vietnamese', 'Castle Road', 18, 4.6, '11-22', '0901-1'), ('Luigi', 'italian', 'centre', 25, 4.1, '12-23', '0901-2');
INSERT INTO attractions VALUES ('Castle Hill', 'viewpoint', 'north', 0, 1.5, 4.8), ('City Aquarium', 'museum', 'centre', 14, 2, 4.2);
INSERT INTO stations VALUES ('Ashford', 'red', 12, '05:20'), ('Pier 7', 'blue', 3, '05:45');

-- database 城市指南
CREATE TABLE 景点 (名称 TEXT PRIMARY KEY, 地址 TEXT, 电话 TEXT, 门票 REAL, 评分 REAL, 游玩时间 REAL, 附近地铁站 TEXT);
CREATE TABLE 餐馆 (名称 TEXT PRIMARY KEY, 地址 TEXT, 电话 TEXT, 营业时间 TEXT, 推荐菜 TEXT, 人均消费 REAL, 评分 REAL);
CREATE TABLE 酒店 (名称 TEXT PRIMARY KEY, 酒店类型 TEXT, 地址 TEXT, 电话 TEXT, 价格 REAL, 评分 REAL, 酒店设施 TEXT);
CREATE TABLE 地铁 (站名 TEXT PRIMARY KEY, 线路 TEXT, 首班车 TEXT, 有无障碍电梯 INTEGER);
INSERT INTO 景点 VALUES ('望江公园', '沿江路1号', '6550101', 0, 4.7, 2, '望江门'), ('听涛阁', '海滨街9号', '6550102', 35, 4.4, 1, '海滨'), ('民俗博物馆', '文庙街3号', '6550103', 0, 4.8, 3, '文庙');
INSERT INTO 餐馆 VALUES ('老门框', '前街12号', '6550201', '10:00-22:00', '涮羊肉', 95, 4.6), ('听雨轩茶馆', '后街2号', '6550202', '9:00-21:00', '龙井虾仁', 60, 4.3), ('小巷火锅', '南门外', '6550203', '11:00-02:00', '麻辣锅', 110, 4.8);
INSERT INTO 酒店 VALUES ('松风客栈', '经济型', '北门里7号', '6550301', 220, 4.5, '停车场、早餐'), ('和平宾馆', '舒适型', '中山路88号', '6550302', 380, 4.2, '健身房、接机服务、24小时热水'), ('江景大酒店', '豪华型', '滨江道1号', '6550303', 860, 4.9, '游泳池、会议室、洗衣服务');
INSERT INTO 地铁 VALUES ('望江门', '1号线', '5:20', 1), ('文庙', '2号线', '5:40', 0);

-- database 教务
CREATE TABLE 学生 (学号 INTEGER PRIMARY KEY, 姓名 TEXT, 性别 TEXT, 年龄 INTEGER, 专业 TEXT, 年级 TEXT, 宿舍 TEXT, 籍贯 TEXT);
CREATE TABLE 教师 (工号 INTEGER PRIMARY KEY, 姓名 TEXT, 职称 TEXT, 学院 TEXT);
CREATE TABLE 课程 (课程号 INTEGER PRIMARY KEY, 课程名 TEXT, 学分 INTEGER, 教师工号 INTEGER REFERENCES 教师 (工号), 教室 TEXT, 校区 TEXT);
CREATE TABLE 选课 (学号 INTEGER REFERENCES 学生 (学号), 课程号 INTEGER REFERENCES 课程 (课程号), 成绩 REAL);
INSERT INTO 学生 VALUES (1, '王芳', '女', 20, '物理', '大二', '梅园3号', '广东'), (2, '李雷', '男', 22, '化学', '大四', '兰园1号', '四川'), (3, '张伟', '男', 19, '历史', '大一', '兰园1号', '安徽');
INSERT INTO 教师 VALUES (1, '陈静', '教授', '理学院'), (2, '周强', '讲师', '文学院');
INSERT INTO 课程 VALUES (1, '线性代数', 4, 1, 'B203', '滨海'), (2, '中国通史', 3, 2, 'A101', '主校区');
INSERT INTO 选课 VALUES (1, 1, 91), (2, 1, 77), (3, 2, 85);

-- database 销售
CREATE TABLE 客户 (客户编号 INTEGER PRIMARY KEY, 客户名称 TEXT, 省份 TEXT, 等级 TEXT, 电话 TEXT, 负责人 TEXT);
CREATE TABLE 商品 (商品编号 INTEGER PRIMARY KEY, 商品名称 TEXT, 品类 TEXT, 颜色 TEXT, 价格 REAL, 库存 INTEGER, 供应商 TEXT);
CREATE TABLE 订单 (订单号 INTEGER PRIMARY KEY, 客户编号 INTEGER REFERENCES 客户 (客户编号), 商品编号 INTEGER REFERENCES 商品 (商品编号), 数量 INTEGER, 金额 REAL, 状态 TEXT, 下单日期 DATE, 付款方式 TEXT);
CREATE TABLE 门店 (门店编号 INTEGER PRIMARY KEY, 门店名称 TEXT, 城市 TEXT, 开业年份 INTEGER, 营业面积 REAL, 店长 TEXT);
CREATE TABLE 员工 (工号 INTEGER PRIMARY KEY, 姓名 TEXT, 部门 TEXT, 岗位 TEXT, 工资 REAL, 入职日期 DATE, 学历 TEXT);
INSERT INTO 客户 VALUES (1, '远山贸易', '江苏', '金卡', '0511', '王磊'), (2, '海川集团', '四川', '银卡', '0282', '李娜');
INSERT INTO 商品 VALUES (1, '儿童雨衣', '服装', '黄色', 59, 320, '华东纺织'), (2, '保温杯', '日用', '白色', 79, 12, '永康五金'), (3, '台灯', '家电', '黑色', 139, 0, '中山灯饰');
INSERT INTO 订单 VALUES (1001, 1, 1, 20, 1180, '已发货', '2024-04-02', '转账'), (1002, 2, 3, 3, 417, '已取消', '2024-03-15', '微信'), (1003, 2, 2, 1, 79, '待付款', '2024-05-20', '支付宝');
INSERT INTO 门店 VALUES (1, '西湖店', '杭州', 2012, 300, '赵敏'), (2, '春熙店', '成都', 2021, 180, '孙涛');
INSERT INTO 员工 VALUES (7, '王磊', '销售部', '销售经理', 12000, '2014-05-01', '本科'), (8, '李娜', '财务部', '会计', 8000, '2020-09-01', '硕士');

-- database 住院
CREATE TABLE 医生 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 科室 TEXT, 职称 TEXT, 年龄 INTEGER);
CREATE TABLE 病人 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 年龄 INTEGER, 血型 TEXT, 床号 TEXT, 病区 TEXT, 入院日期 DATE, 住院费用 REAL);
CREATE TABLE 药品 (名称 TEXT PRIMARY KEY, 产地 TEXT, 库存 INTEGER, 有效期 DATE, 单价 REAL);
CREATE TABLE 处方 (编号 INTEGER PRIMARY KEY, 医生编号 INTEGER REFERENCES 医生 (编号), 病人编号 INTEGER REFERENCES 病人 (编号), 药品 TEXT REFERENCES 药品 (名称), 开具日期 DATE);
INSERT INTO 医生 VALUES (1, '何平', '心内科', '主任医师', 55), (2, '顾岚', '外科', '住院医师', 31);
INSERT INTO 病人 VALUES (1, '吴桂英', 71, 'A型', '12', '三病区', '2024-02-01', 18000), (2, '郑海', 44, 'O型', '5', '一病区', '2024-02-20', 6300);
INSERT INTO 药品 VALUES ('阿司匹林', '上海', 500, '2026-01-01', 12.5), ('胰岛素', '北京', 30, '2024-12-31', 45);
INSERT INTO 处方 VALUES (1, 1, 1, '胰岛素', '2024-02-02');

-- database 客运
CREATE TABLE 航班 (航班号 TEXT PRIMARY KEY, 航空公司 TEXT, 出发城市 TEXT, 到达城市 TEXT, 票价 REAL, 起飞时间 TEXT, 延误分钟 INTEGER);
CREATE TABLE 司机 (编号 INTEGER PRIMARY KEY, 姓名 TEXT, 年龄 INTEGER, 车牌 TEXT REFERENCES 车辆 (车牌), 投诉次数 INTEGER);
CREATE TABLE 车辆 (车牌 TEXT PRIMARY KEY, 品牌 TEXT, 型号 TEXT, 购买日期 DATE, 保养费用 REAL, 使用部门 TEXT);
CREATE TABLE 事故 (编号 INTEGER PRIMARY KEY, 日期 DATE, 原因 TEXT, 伤亡人数 INTEGER, 司机编号 INTEGER REFERENCES 司机 (编号));
INSERT INTO 航班 VALUES ('TZ101', '天舟航空', '广州', '西宁', 980, '7:50', 0), ('BY22', '白云航空', '北京', '东京', 2100, '13:30', 45);
INSERT INTO 司机 VALUES (1, '刘志', 48, '苏A11', 0), (2, '马超', 33, '苏A12', 4);
INSERT INTO 车辆 VALUES ('苏A11', '宇通', 'ZK6', '2018-01-01', 5200, '一分公司'), ('苏A12', '金龙', 'XM', '2022-01-01', 800, '二分公司');
INSERT INTO 事故 VALUES (1, '2022-07-08', '疲劳驾驶', 0, 2), (2, '2023-01-22', '大雪', 3, 1);

-- database 山河
CREATE TABLE 省份 (省名 TEXT PRIMARY KEY, 省会 TEXT, 面积 REAL, 人口 INTEGER);
CREATE TABLE 城市 (市名 TEXT PRIMARY KEY, 所属省 TEXT REFERENCES 省份 (省名), 人口 INTEGER);
CREATE TABLE 河流 (河名 TEXT, 流经省 TEXT REFERENCES 省份 (省名), 长度 REAL);
CREATE TABLE 山峰 (山名 TEXT PRIMARY KEY, 所在省 TEXT REFERENCES 省份 (省名), 海拔 REAL);
INSERT INTO 省份 VALUES ('四川', '成都', 486000, 83000000), ('湖南', '长沙', 211800, 66000000), ('安徽', '合肥', 140100, 61000000), ('青海', '西宁', 722300, 5900000), ('海南', '海口', 35400, 10000000), ('甘肃', '兰州', 425800, 25000000);
INSERT INTO 城市 VALUES ('成都', '四川', 21000000), ('绵阳', '四川', 4800000), ('长沙', '湖南', 10000000), ('合肥', '安徽', 9400000);
INSERT INTO 河流 VALUES ('岷江', '四川', 735), ('湘江', '湖南', 948), ('黄河', '青海', 5464), ('黄河', '甘肃', 5464);
INSERT INTO 山峰 VALUES ('贡嘎山', '四川', 7556), ('黄山', '安徽', 1864);
