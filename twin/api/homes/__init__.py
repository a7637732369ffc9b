"""What the twin can tell of one home: six questions, answered in plain words or not at all."""
