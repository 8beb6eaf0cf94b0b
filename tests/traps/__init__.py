"""The traps of Faust and Kafka that lose or corrupt data, each with its remedy and a test that fails without it."""
