"""A live poll as tutorials of Channels build it: a consumer per socket, the ORM for each vote, a count, and `group_send` to everybody."""
