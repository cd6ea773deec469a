"""`duckstats sync`: every source since last time, then build and publish, one step after the other."""
