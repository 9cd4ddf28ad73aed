"""What can go wrong in a turn before any road is walked."""


class AgentError(Exception):
    """Root of this room's errors; the message tells the user what to do next."""


class EmptyQuestion(AgentError):
    """The question holds no text."""


class QuestionTooLong(AgentError):
    """The question is longer than the server accepts."""
