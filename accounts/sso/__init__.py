"""Log-in by the customer's own identity provider: OpenID Connect and SAML 2.0, per workspace."""
