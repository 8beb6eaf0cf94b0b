"""What stands in a running installation, held against the replay of its own log: partition by partition, changing nothing."""
