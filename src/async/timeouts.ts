// Every time limit and interval of the page, in milliseconds. ...Timeout ends a wait, ...Interval is the time between two
// attempts. What a setting or a command can change is only its default here.

/** Browsers run a timer beyond this at once, and so do the client libraries with a time limit. */
export const maxTimeoutMs = 2 ** 31 - 1;

// Connecting

/** After this the page says what it waits for: longer than a start on a slow machine, shorter than a user's patience. */
export const noticeTimeoutMs = 4000;
/** Between two attempts to load or reach something: first the one, doubled up to the other. */
export const firstRetryIntervalMs = 500;
export const lastRetryIntervalMs = 30000;
/** Why a script did not load is asked of its server: as long as the page stays silent anyway. */
export const scriptCheckTimeoutMs = 4000;
/** The page may be without a Glue42 component for this long, because another page of the app may bring it. */
export const absentTimeoutMs = 10000;
/** A task waits this long for a bus that is away: its effect would surprise the user if it came hours later. */
export const connectionTimeoutMs = 30000;
/** The client library logs in within this after the gateway was reached. A gateway may load its users first. */
export const loginTimeoutMs = 30000;
/** A gateway that hangs does not answer a goodbye; the page must not wait for it. */
export const disconnectTimeoutMs = 1000;

// The gateway on the network

/** A machine that drops all packets would let a browser wait for minutes. */
export const openSocketTimeoutMs = 10000;
/** The app's server gives a token for the gateway within this, and the gateway takes one. A server may have to start first. */
export const tokenTimeoutMs = 10000;
/** Between two attempts to reach the gateway. */
export const reconnectIntervalMs = 1000;
/** The gateway may be silent for this long before it is asked for a sign of life, which may take as long again. */
export const heartbeatIntervalMs = 10000;

// The embedded gateway

/** A running worker answers within this, else another is started: longer would hold up the recovery from a dead worker. */
export const workerTimeoutMs = 4000;
/** Without locks nothing shows whether a worker still loads, so it has as much time as a large script on a slow line. */
export const workerLoadTimeoutMs = 30000;
/** Another page's worker cannot be asked before it runs, so the page checks this often whether it does. */
export const workerCheckIntervalMs = 250;
/** Between two requests of a lock that the browser takes back, while another page opens windows. */
export const lockRetryIntervalMs = 50;
/** A page's turn to pick a gateway takes a moment; a page that hangs loses it. */
export const pickTimeoutMs = 4000;

// The search for a platform in the pages around this one

/** A page of the own origin whose scripts have not all run. */
export const loadingPageTimeoutMs = 30000;
/** A page of a trusted origin, into which this page cannot look. */
export const trustedPageTimeoutMs = 10000;
/** A page of an unknown origin where some are trusted. A plain page there costs its frames this much time. */
export const foreignPageTimeoutMs = 2000;
/** A page from which nothing is expected: enough for one answer of a busy page. */
export const plainPageTimeoutMs = 100;
/** The search asks this often until `noticeTimeoutMs`, and then more rarely. */
export const firstPingIntervalMs = 50;
export const laterPingIntervalMs = 1000;

// After a loss

/** The client library announces the page's methods and contexts again within this. One that cannot be keeps it from saying so. */
export const reannounceTimeoutMs = 5000;
/**
 * Other pages come back within this. Then the page restores the contexts that it remembers, and takes a method that no page
 * offers again for gone.
 */
export const peersReturnTimeoutMs = 5000;

// Operations

/** The gateway confirms that it has taken the page's messages; without an answer they go on after this. */
export const roundTripTimeoutMs = 2000;
/** A container starts a window within this. */
export const openWindowTimeoutMs = 60000;
/** A user who is asked for permission to show notifications answers within this. */
export const raiseNotificationTimeoutMs = 60000;
/** A bus that hangs. Exceeds the limits of all operations, whose messages say better what did not come. */
export const operationTimeoutMs = Math.max(openWindowTimeoutMs, raiseNotificationTimeoutMs) + 10000;
/** A service worker that has to be fetched and started is there within a second. */
export const serviceWorkerTimeoutMs = 10000;
/** While other pages may bring the channels back, the page looks for them this often. */
export const channelCheckIntervalMs = 100;

/** A glue of an app's own factory that reports no contexts is asked for their names this often: a delay that users hardly see. */
export const contextNamesIntervalMs = 300;
/** Between two attempts to read the names of the channels: a failure is short, and must not flood a platform that is busy. */
export const channelNamesRetryIntervalMs = 1000;
/**
 * An app brings or takes its methods one after another: what comes within this is reported at once. A delay that users hardly
 * see.
 */
export const methodsSettleTimeoutMs = 250;

// Published streams

/** Between two bursts of a stream. The smallest gateway loses what exceeds 1,000 messages that it has not passed on yet. */
export const burstIntervalMs = 20;
/** Browsers let the timers of a hidden page wait for a second or more. A stream makes up for so much of it at once. */
export const longestBurstDelayMs = 1000;
/** The app decides on a subscription within this. The libraries give up the request of a subscriber after 30 seconds. */
export const decisionTimeoutMs = 25000;
/** Subscribers come and go in groups, after a loss for example. */
export const subscribersIntervalMs = 100;
/** Between two reports of what a stream has sent. */
export const statsIntervalMs = 1000;

// Delivery to Dash's callbacks

/** The callbacks of an event may hold up the next for this long. */
export const eventTimeoutMs = 60000;
/** A callback that may write a two-way prop holds up a report for this long. */
export const pendingWriterTimeoutMs = 5000;
/** Invocations with a shorter limit go to the callbacks one by one: a run of several takes some 100 ms, and one call. */
export const shortestOfListMs = 1000;
/** Between two events whose callbacks cannot be followed. */
export const untrackedIntervalMs = 100;
/** Python that awaited a result and has not collected it after this time no longer needs it. */
export const awaitedResultTimeoutMs = 60000;

// Subscriptions to streams

/** What comes and goes at the same time, such as all publishers after a loss, is looked at together. */
export const publishersSettleMs = 50;
/** A publisher accepts or rejects a subscription within this. It may ask a user, or a server. */
export const subscribeTimeoutMs = 30000;
/** Before the page asks a publisher again that has closed the subscription or did not answer: it may do so every time. */
export const resubscribeIntervalMs = 1000;
/** A component that gets the items of a stream, or a script, may load for this long before its absence is an error. */
export const receiverTimeoutMs = 5000;
/** Until then it is looked for this often. */
export const receiverCheckIntervalMs = 250;
/** A grid takes the rows of a batch within this; one that is being removed never does. */
export const sinkTimeoutMs = 5000;

// FDC3

/** A container or a script may bring the page's agent without the event that announces it. As often as FINOS's library looks. */
export const windowAgentIntervalMs = 100;
/** An agent around the page has answered: a platform that the page reaches within this has precedence. */
export const platformGraceMs = 1000;
/** The server of an app directory answers within this. Apps that run do without. */
export const directoryTimeoutMs = 5000;
/** An app that was opened has joined the bus, and has taken the context that it was opened with, within this. */
export const openAppTimeoutMs = 15000;
/** An app that an intent was raised for listens to it within this. It may have been started for the intent. */
export const intentDeliveryTimeoutMs = 20000;
/** An app may ask its user before it answers an intent, and so may a page which app shall handle it. One that goes is not waited for. */
export const intentResultTimeoutMs = 3600000;
