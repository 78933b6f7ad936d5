"""The customer's documented instructions (GDPR Art. 28(3)(a)): stored, versioned, and kept to."""

from accounts.instructions.agreement import (
    Accepted,
    Agreement,
    Clause,
    agreement_in_force,
    register_accepted,
    register_agreement,
)
from accounts.instructions.standing import (
    NotInstructed,
    begin_instructions,
    give_instructions,
    instructions,
    is_instructed,
    require_instruction,
)

__all__ = [
    "Accepted",
    "Agreement",
    "Clause",
    "NotInstructed",
    "agreement_in_force",
    "begin_instructions",
    "give_instructions",
    "instructions",
    "is_instructed",
    "register_accepted",
    "register_agreement",
    "require_instruction",
]
