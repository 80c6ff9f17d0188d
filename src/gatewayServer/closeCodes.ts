// Close codes of the WebSocket protocol, and one of ours.
export const goingAway = 1001;
export const unsupportedData = 1003;
export const policyViolation = 1008;
export const internalError = 1011;
export const serviceRestart = 1012;
export const tryAgainLater = 1013;
export const tokenExpired = 4401;
