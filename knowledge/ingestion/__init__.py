"""From an upload to a searchable document: jobs, files, versions, and what a crash must not lose."""
