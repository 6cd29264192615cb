"""Stories of the five shops with expectations written by hand: run on the pure core, and through the running system."""
