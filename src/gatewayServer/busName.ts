/** The bus of those who name none. */
export const defaultBus = 'default';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

// A proxy may pass the path on under which it knows the gateway. No part of that is "bus" in any case, empty, encoded, or begins
// with a dot.
const addressPattern = /^(?:\/(?![bB][uU][sS](?:\/|$))[\w~-][\w.~-]*)*(?:\/|\/bus\/([^/]*))?$/;

/** Why no bus is at an address; `status` is HTTP's. */
export interface WrongAddress {
    status: 400 | 404;
    problem: string;
}

/** The bus that a WebSocket's path names. The name is decoded once and compared as it is. */
export function busAt(url: string | undefined): string | WrongAddress {
    const path = (url ?? '').split('?', 1)[0]!;
    const match = addressPattern.exec(path);
    if (!match) {
        return {status: 404, problem: 'no bus has this address: it is /, or /bus/NAME, below any plain path'};
    }
    const [, encoded] = match;
    if (encoded === undefined) {
        return defaultBus;
    }
    const name = decode(encoded);
    return name !== undefined && namePattern.test(name)
        ? name
        : {
              status: 400,
              problem:
                  'a bus has up to 64 letters, digits, ".", "_" and "-" as a name, and begins with a letter or digit',
          };
}

function decode(text: string): string | undefined {
    try {
        return decodeURIComponent(text);
    } catch {
        return undefined;
    }
}
