"""A look-alike of Salesforce, served over HTTP for the demo, the tests and the benchmarks."""
