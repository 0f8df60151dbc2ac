"""Keys of a case: sealing keys, and keyed hashes that find a value without keeping it readable."""
