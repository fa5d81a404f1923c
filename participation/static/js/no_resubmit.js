// On a page that answers a form: "back" and "reload" open the plain page, so that the browser does not ask to send the form again.

history.replaceState(history.state, "", location.href);
