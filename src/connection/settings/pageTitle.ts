// Read while the bundle runs. Later Dash writes "Updating..." there whenever a callback is in flight.
const served = document.title.trim();

/** The page's title as the server sent it. */
export const pageTitle = served || 'Dash';
