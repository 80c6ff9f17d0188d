// Dash's pages do not say which language they are in: screen readers want to know.
document.documentElement.lang = 'en';
