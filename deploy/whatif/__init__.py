"""What if the law were another: the same lives judged twice, and what differs told so that a minister's office can read it."""
