"""The whole way on a synthetic class: it tells every room what to do, so it stands above all."""
