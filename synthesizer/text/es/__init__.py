"""Spanish, as in Spain; Latin American spellings are read as well."""
