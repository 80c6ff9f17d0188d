declare module '@glue42/gateway-web/node/gateway-web.js' {
    export function create(config: import('./engine').EngineConfig): import('./engine').Engine;
    export function configure_logging(config: import('./engine').EngineLogging): void;
}
