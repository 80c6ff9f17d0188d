/** Puts a text on the clipboard. Pages of plain http have none of their own. */
export async function copyToClipboard(text: string): Promise<void> {
    try {
        await navigator.clipboard.writeText(text);
        return;
    } catch {
        // The older means works there as well.
    }
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const isDone = document.execCommand('copy');
    area.remove();
    if (!isDone) {
        throw new Error('The browser did not let the page copy.');
    }
}
