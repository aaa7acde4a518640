"""The processes that docmill starts, supervises and ends: broker, workers, Flower."""
