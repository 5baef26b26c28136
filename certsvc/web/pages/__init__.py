"""Pages for people: server-rendered, without scripts, without anything from elsewhere."""
