"""The composition root: settings, persistence, the HTTP application (REST and LangServe), and the command line."""
