/** What stands in a file of a vendor's package. */
export function vendorFile(path: string): string {
    const {readFileSync} = jest.requireActual<{readFileSync: (path: string, encoding: string) => string}>('fs');
    return readFileSync(`node_modules/${path}`, 'utf8');
}
