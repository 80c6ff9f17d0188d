// What this program uses of the vendor's engine, which has no types of its own.
declare module '@glue42/gateway-web/node/gateway-web.js' {
    interface Login {
        type: 'success';
        login: string;
        user: string;
    }

    /** What is in a `hello`. */
    interface Request {
        authentication?: {provenUser: string};
    }

    export function create(config: {
        clients: {inactive_seconds: number; buffer_size: number};
        authentication: {authenticator: (request: Request) => Promise<Login>};
    }): import('./engine').Engine;

    export function configure_logging(config: {
        level: string;
        appender: (entry: {level: string; message: string}) => void;
    }): void;
}
