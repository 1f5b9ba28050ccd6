"""views of the activities."""
