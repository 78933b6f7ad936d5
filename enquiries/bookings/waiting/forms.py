"""What a visitor types to be told of times: an address, and nothing else."""

from accounts.strangers.traps import TrappedForm
from enquiries.fields import address_field


class WaitForm(TrappedForm):
    """An address is enough; it is used for one mail."""

    email = address_field()
