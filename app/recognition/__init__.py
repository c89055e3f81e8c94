"""Recognition conventions and the claims about who is a party, each with its source."""

from app.kernel.features import Feature

FEATURE = Feature(
    name="recognition",
    rulebooks=(
        "rulebooks.agreements:AGREEMENTS",
        "rulebooks.programmes:PROGRAMMES",
    ),
    words="rulebooks.words:WORDS",
)
