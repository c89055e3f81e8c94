"""Problems planted on purpose, so that each rule of the register finds something."""

PLANTED: dict[str, str] = {}
