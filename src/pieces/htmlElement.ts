/** A component of dash.html, as a clientside callback returns it. */
export const htmlElement = (type: 'Span', props: object) => ({namespace: 'dash_html_components', type, props});
