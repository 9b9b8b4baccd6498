"""What a plan holds and how it becomes a question for the engine. Nothing here loads the engine."""
