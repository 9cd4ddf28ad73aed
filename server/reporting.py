"""What the libraries would tell their makers: switched off here, for this process and all that it starts.

Called when the package `server` is imported, before any of them is: some read the environment only once.
"""

from collections.abc import MutableMapping

SILENT = {
    # onnxruntime 1.31 sends events of its sessions to Microsoft
    "ORT_DISABLE_TELEMETRY": "1",
    # with LangSmith on, each question and answer is posted; both prefixes and both versions are read
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    # Chroma's product telemetry, and what OpenTelemetry would export for whoever set an endpoint
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "OTEL_SDK_DISABLED": "true",
    # the hub's user agent, and transformers' counts of examples
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
}


def switch_off(environment: MutableMapping[str, str]) -> None:
    """Change an environment so that no library of ours reports anything, whatever was set before."""
    environment.update(SILENT)
