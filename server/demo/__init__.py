"""The demo world: Heron River Electric (鹭川电力), an invented utility with documents, a database and questions."""
