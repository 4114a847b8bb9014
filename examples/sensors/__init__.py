"""All sensors for a model: views as pictures, bands in triplets, a patch embedding for 14."""
