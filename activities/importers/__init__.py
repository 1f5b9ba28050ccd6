"""What files say: a module per subject."""
