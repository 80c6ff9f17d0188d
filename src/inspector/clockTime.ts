const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** 19:21:01.378, the user's time. */
export function clockTime(at: number): string {
    const date = new Date(at);
    const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits);
    return `${parts.join(':')}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
