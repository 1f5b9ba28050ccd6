"""services of the activities."""
