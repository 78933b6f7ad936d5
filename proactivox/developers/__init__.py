"""The API's reference pages, made of its own OpenAPI document."""
