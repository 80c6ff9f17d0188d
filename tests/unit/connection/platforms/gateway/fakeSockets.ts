/** WebSockets whose other end a test plays. */
export function fakeSockets() {
    const opened: FakeSocket[] = [];

    class FakeSocket {
        onopen: (() => void) | null = null;
        onclose: ((event?: {code: number; reason: string}) => void) | null = null;
        onmessage: ((event: {data: string}) => void) | null = null;
        sent: {[key: string]: unknown}[] = [];
        isClosed = false;

        constructor(readonly url: string) {
            opened.push(this);
        }

        send(text: string) {
            this.sent.push(JSON.parse(text));
        }

        close() {
            this.isClosed = true;
        }

        say(message: object) {
            this.onmessage?.({data: JSON.stringify(message)});
        }
    }

    Object.assign(globalThis, {WebSocket: FakeSocket});
    return {opened, last: () => opened[opened.length - 1]!};
}
