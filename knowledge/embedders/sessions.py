"""Opening an onnxruntime session the way every model here wants it."""

from pathlib import Path
from typing import Any

from knowledge.errors import FETCH, FETCH_AGAIN, EmbedderUnavailable


def open_session(model_id: str, model: Path, threads: int, *, extensions: bool = False) -> Any:
    """Return an onnxruntime session on the CPU. Raises EmbedderUnavailable when the file is missing or broken."""
    import onnxruntime

    if not model.is_file():
        raise EmbedderUnavailable(f"The weights of {model_id} are not in {model.parent}: {FETCH.format(model_id)}.")
    # for programs that use this room without the server, which switches it off before the import
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # idle threads that spin take the processor from the language model
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if extensions:
        from onnxruntime_extensions import get_library_path

        options.register_custom_ops_library(get_library_path())
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EmbedderUnavailable(
            f"The weights of {model_id} in {model} do not load: {FETCH_AGAIN.format(model_id)}."
        ) from error
