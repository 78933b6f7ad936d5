"""What enquiries tells privacy, which it does not know."""

from django.dispatch import Signal

# email: the address whose owner wants no more news. Sent inside the house workspace, in the
# transaction that ends the subscription.
news_ended = Signal()
