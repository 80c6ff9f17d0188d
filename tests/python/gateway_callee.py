"""A program on a gateway that is asked, and answers when the test likes."""

from gateway_client import GatewayClient
from support.gateway_process import GatewayProcess

OWN = "http://localhost:8050"


class GatewayCallee(GatewayClient):
    """Offers a method. A caller's command `echoes` with the count 1 is content with its answer."""

    def __init__(self, gateway: GatewayProcess, method: str, token: str = "secret") -> None:
        super().__init__(gateway.port, OWN)
        self._peer = {"domain": "agm", "peer_id": self.log_in(token)["peer_id"]}
        self.answer(**self._peer | {"type": "join", "domain": "global", "destination": "agm"})
        self.answer(type="register", methods=[{"id": "1", "name": method, "flags": {}}], **self._peer)

    def wait_for_invocation(self) -> None:
        self._invocation = self.receive_one(type="invoke")["invocation_id"]

    def answer_invocation(self) -> None:
        result = {"number": 0}
        self.send_message({"type": "yield", "invocation_id": self._invocation, "result": result, **self._peer})
