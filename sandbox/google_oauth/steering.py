"""What tests do to Google's grants: POST /_control/google/expire and /_control/google/revoke."""

from sandbox.google_oauth.grants import GoogleGrants
from sandbox.web.messages import Request, Response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()


@routes.add("POST", "/_control/google/expire")
def expire(world: World, request: Request) -> Response:
    """End every access token; refresh tokens stay good."""
    world.part(GoogleGrants).expire_access()
    return Response(204)


@routes.add("POST", "/_control/google/revoke")
def revoke(world: World, request: Request) -> Response:
    """As when people remove the app from their Google account: no token is good any more."""
    world.part(GoogleGrants).revoke_all()
    return Response(204)
