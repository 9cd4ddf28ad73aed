"""Follow-up questions, made whole by the question before."""
