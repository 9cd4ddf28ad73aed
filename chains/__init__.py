"""One runnable step of thought per module: route, condense, answer with citations, write SQL, explain rows."""
