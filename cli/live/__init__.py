"""Tell stories to the running system and lay what it does beside what the core says. It decides and expects nothing."""
