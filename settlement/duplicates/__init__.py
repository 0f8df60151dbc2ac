"""Members who share identifiers, and those who were found to be one person."""
