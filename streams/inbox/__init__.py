"""The inbox's way from Kafka to Redis and from people to Kafka; Redis is a view, and the topics are the truth."""
