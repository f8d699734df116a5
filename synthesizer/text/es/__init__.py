"""Spanish, as in Spain; what is written in Latin America is read as well."""
