"""Makes the demo workspace as a person would: by the product's own pages, over HTTP."""
