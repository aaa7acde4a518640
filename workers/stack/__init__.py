"""The processes that docmill starts: broker, workers, Flower; supervised, ended with it."""
