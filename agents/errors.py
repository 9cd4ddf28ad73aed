"""What can go wrong in a turn."""


class AgentError(Exception):
    """Root of this room's errors; the message tells the user what to do next."""


class TurnStopped(AgentError):
    """Somebody else ended the turn while its answer was being written."""
