"""Files as they come in: known by their content, without what pictures tell besides, sealed in pieces."""
