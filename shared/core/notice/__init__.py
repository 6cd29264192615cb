"""What the shop publishes of its pack, and what that no longer covers. Pure: packs, texts, flows in, words out."""
