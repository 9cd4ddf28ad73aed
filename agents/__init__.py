"""The state machine: recalls the thread, picks the road, walks it, remembers. Built with LangGraph."""
