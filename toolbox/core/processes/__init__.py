"""Work in separate processes: engine, live conversion, importer, mapper, reader, checker."""
