"""Work in processes of its own: engine, importer, mapper."""
