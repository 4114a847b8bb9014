"""Programs that train on the dataset, to read and to change: only a checkout has them."""
