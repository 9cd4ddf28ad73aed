"""The Streamlit pages: asking, curating knowledge bases, connecting databases; they know nothing but the HTTP API."""
