/** 19:21:01.378, the user's time. */
export function clockTime(at: number): string {
    const offsetMs = new Date(at).getTimezoneOffset() * 60_000;
    return new Date(at - offsetMs).toISOString().slice(11, 23);
}
