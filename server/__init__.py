"""The composition root: settings, persistence, the HTTP application (REST and LangServe), and the command line."""

import os

from server.reporting import switch_off

# the one work that is done at import: it must come before any library is imported
switch_off(os.environ)
