"""What this laptop keeps: the signed log, the cache of datasets, and the keys to both."""
