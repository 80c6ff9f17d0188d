/** The name that the bundle takes when it runs in a page of this title. */
function nameIn(title: string): string {
    document.title = title;
    let name = '';
    jest.isolateModules(() => {
        ({pageTitle: name} = jest.requireActual('../../../../src/connection/settings/pageTitle'));
        document.title = 'Updating...';
    });
    return name;
}

describe('the name of the app', () => {
    it('is the title that the server sent, not what Dash writes there later', () => {
        expect(nameIn('Orders')).toBe('Orders');
    });

    it('is never empty', () => {
        expect(nameIn('')).toBe('Dash');
    });
});
