/** The address of one bus of a gateway that has several. */
export function busUrl(url: string, bus: string | null | undefined): string {
    return bus ? url.replace(/\/*(?=[?#]|$)/, `/bus/${bus}`) : url;
}
