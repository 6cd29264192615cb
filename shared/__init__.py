"""What services share: `core` decides and is pure, `shell` touches the world, `errors` names the three fates."""
