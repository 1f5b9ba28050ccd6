"""queries of the activities."""
