"""Virtual phones that know nothing but docs/protocol.md: for rehearsals, the demo and measurements."""
