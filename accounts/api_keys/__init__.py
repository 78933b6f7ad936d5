"""A program's way in: a key in the Authorization header opens one workspace, for its scopes.

The settings of the API name what stands here; views derive from accounts.api_keys.view.
"""

from accounts.api_keys.door import ApiKeyAuthentication, HasScope, KeyHolder, key_holder

__all__ = ["ApiKeyAuthentication", "HasScope", "KeyHolder", "key_holder"]
