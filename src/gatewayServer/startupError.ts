/** A mistake that the user who starts the gateway can correct; printed in one line. */
export class StartupError extends Error {}
