"""The inbox: what a person sees of open alerts and does with them; knows no Kafka, no Redis and no time of day."""
