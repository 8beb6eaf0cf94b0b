"""What releases before this one wrote to Kafka, recorded, and that this release goes on from it."""
