"""Every time limit and size of a peer, and its reason. Times are in seconds."""

# Connecting

# A machine that drops all packets would let a program wait for minutes.
OPEN_S = 10.0
# A gateway may load its users first.
LOGIN_S = 30.0
# Between two attempts to reach the gateway: first the one, doubled up to the other.
FIRST_RETRY_S = 0.5
LAST_RETRY_S = 5.0
# After this the log says what the peer waits for.
NOTICE_S = 4.0
# The gateway may be silent for this long before it is asked for a sign of life, which may take as long again.
HEARTBEAT_S = 10.0
# A gateway that hangs does not answer a goodbye, and a handler may not end when it is cancelled.
CLOSE_S = 1.0

# After a restart of the gateway, other apps bring back their contexts within this, as pages assume too.
PEERS_RETURN_S = 5.0

# Operations

# The gateway answers what concerns the gateway alone within this. One that hangs is noticed by the heartbeat.
ANSWER_S = 30.0
# The gateway confirms that it has taken the peer's messages; without an answer they go on after this.
ROUND_TRIP_S = 2.0
# Code that asks for what is there at once lets other tasks run this often.
LONGEST_TURN_S = 0.001
# As many messages leave between two confirmations: a buffer in a gateway may hold 1,000, for ten programs.
MESSAGES_PER_ROUND_TRIP = 100
# As many messages wait in the peer; one more waits with the code that sends it.
MOST_WAITING = 1000
# As many answers wait for a gateway that reads none: it is taken for lost.
MOST_UNSENT = 100_000

# A time limit of nothing ends everything.
SHORTEST_MS = 1e-3

# Input

# In bytes: the gateway of this package takes no larger message. A context may be larger, since it grows by updates.
LARGEST_SENT = 16 * 1024 * 1024
LARGEST_RECEIVED = 4 * LARGEST_SENT
# Of one app.
MOST_METHODS = 10_000
# A name is not cut, because the rest would name something else.
LONGEST_NAME = 2000
# An app may refuse in any number of words.
LONGEST_REASON = 10_000
# Dots lead down in a path. A message cannot be nested more deeply than 500 levels, and Python's own limit is 1,000.
MOST_STEPS = 200
# Apps bring or take their methods one after another: what comes within this is reported at once.
SETTLE_S = 0.25
