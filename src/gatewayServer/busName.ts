/** The bus of those who name none. */
export const defaultBus = 'default';

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Why no bus is at an address; `status` is HTTP's. */
export interface WrongAddress {
    status: 400 | 404;
    problem: string;
}

/** The bus that a WebSocket's path names. It is decoded once and compared as it is: no path leads to a bus in two ways. */
export function busAt(url: string | undefined): string | WrongAddress {
    const path = (url ?? '').split('?', 1)[0]!;
    if (path === '' || path === '/') {
        return defaultBus;
    }
    const [, encoded] = /^\/bus\/([^/]*)$/.exec(path) ?? [];
    if (encoded === undefined) {
        return {status: 404, problem: 'no bus has this address: use /, or /bus/NAME'};
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
