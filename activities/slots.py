"""What this app puts into the slots of the apps below it."""
