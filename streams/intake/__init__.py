"""What a source sent: wire bytes become a typed fact or a refusal with a name."""
