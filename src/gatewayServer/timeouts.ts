// Every time limit and interval of the gateway, in milliseconds.

/** A connection's one HTTP request arrives whole within this. */
export const requestTimeoutMs = 10000;
/** A client that has not logged in by then is none. */
export const clientLoginTimeoutMs = 10000;
/** Less than the minute after which proxies close an idle connection. A client that is silent from ping to ping is gone. */
export const pingIntervalMs = 15000;
/** A reader that others wait for is judged this often: a slow line sends a megabyte in it, a stopped program nothing. */
export const readingIntervalMs = 3000;
/** The same warning about one client is written at most this often. */
export const rareLineIntervalMs = 60000;
/** A gateway that shuts down tells its clients one after another, all of them within this. */
export const drainSpreadMs = 4000;
/** It tells some of them this often. */
export const drainStepMs = 50;
/** Those with invocations under way are told last, at this time at the latest. */
export const drainTimeoutMs = 5000;
/** After that the last ones have this long to close their connections. */
export const shutdownTimeoutMs = 1000;
/** The set of keys that check tokens is read again after this. */
export const keysAgeMs = 600000;
/** It is read no more often, also when tokens name keys that are not there. */
export const keysIntervalMs = 10000;
/** Less than a client has for its login. */
export const keysTimeoutMs = 5000;
/** A token's end is looked at this often, besides at its time. */
export const expiryCheckMs = 600000;
/** The proxy is asked so often which node has a bus, ... */
export const placementIntervalMs = 2000;
/** ... and for many buses more rarely: two questions are so far apart. */
export const placementPauseMs = 10;
/** A proxy that is asked for a node that has just died takes a second. */
export const placementTimeoutMs = 5000;
/** A client that the gateway closes has this long to read why. */
export const goodbyeMs = 2000;
