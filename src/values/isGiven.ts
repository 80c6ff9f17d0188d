/** Python's None arrives as null, and means the same as a key that is not there. */
export const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
