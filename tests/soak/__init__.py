"""The soak: random faults over random lives on a real broker, round after round, held to the step without a broker."""
