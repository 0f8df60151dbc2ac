"""One spelling for each identifier, and the keyed hash by which it is found."""
