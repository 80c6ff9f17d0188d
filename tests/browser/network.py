"""The network between a page and a gateway, which can break in the two ways that networks do."""

import socket
import threading

from support.dash_app import PATIENCE, cut


class Network:
    """Listens on a port of its own and hands through to the target what comes there, while it works."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._changed = threading.Condition()
        self._is_cut = self._is_swallowing = False
        self._attempts = self._attempts_before = 0
        self._sockets: set[socket.socket] = set()
        self._entrance = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._entrance.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Connections break, and new ones are refused."""
        self._attempts_before = self._attempts
        self._is_cut = True
        self._drop()

    def swallow(self) -> None:
        """Nothing arrives any more, in both directions, and nobody is told."""
        self._attempts_before = self._attempts
        self._is_swallowing = True

    def mend(self) -> None:
        self._drop()
        self._is_cut = self._is_swallowing = False

    def wait_for_attempts(self, count: int) -> None:
        """Until so many more connections have been tried than before it broke."""
        until = self._attempts_before + count
        with self._changed:
            is_in_time = self._changed.wait_for(lambda: self._attempts >= until, PATIENCE)
            assert is_in_time, f"{self._attempts} of {until} attempts"

    def close(self) -> None:
        self._entrance.close()
        self._drop()

    def _drop(self) -> None:
        with self._changed:
            sockets, self._sockets = self._sockets, set()
        for each in sockets:
            cut(each)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._entrance.accept()
            except OSError:
                return
            with self._changed:
                self._attempts += 1
                self._changed.notify_all()
            if self._is_cut:
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                near.close()
                continue
            with self._changed:
                self._sockets |= {near, far}
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                if not self._is_swallowing:
                    sink.sendall(data)
        except OSError:
            # Cut.
            pass
        if not self._is_swallowing:
            cut(sink)
            source.close()
