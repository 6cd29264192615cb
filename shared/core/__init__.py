"""Pure rooms: bytes and values in, values out. No clock, no chance, no file, no client."""
