"""What a page has to keep of its notifications, so that a test can look at them and click them."""

# Nobody sees the toasts of a browser without a screen: each page keeps its own, for the user's click on them, and the
# titles of those that a service worker shows for it.
KEEP_TOASTS = """
    window.toasts = [];
    const {Notification} = window;
    window.Notification = class extends Notification {
        constructor(...given) {
            super(...given);
            window.toasts.push(this);
        }
    };
    window.shown = [];
    // The empty page before the first one has none.
    const {showNotification} = window.ServiceWorkerRegistration?.prototype ?? {};
    if (showNotification) {
        ServiceWorkerRegistration.prototype.showNotification = async function (title, options) {
            await showNotification.call(this, title, options);
            window.shown.push(title);
        };
    }
"""
