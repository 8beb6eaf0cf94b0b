"""The batch path on Faust: whole partition batches in, group commits out."""
