// Shows the plain form of the phone where the page's module did not start: an old browser, or a file lost on the way.
// The page then loads again when the evening has moved on. The syntax is old on purpose: this file must run everywhere.

(function () {
  var root = document.documentElement;
  if (root.className.split(" ").indexOf("js") >= 0) return; // the module has started (phone.js)

  var hidden = document.getElementsByTagName("noscript");
  while (hidden.length) {
    var shown = document.createElement("div");
    shown.innerHTML = hidden[0].textContent;
    hidden[0].parentNode.replaceChild(shown, hidden[0]);
  }

  var STEP = /data-slot="step" data-rev="\d+"/;
  var PRESS = 4000; // ms in which what was pressed may still be on its way
  var step = STEP.exec(document.body.innerHTML);
  var isTouched = false; // something is chosen, typed or sent
  var pressedAt = -PRESS;
  var isLoading = false;
  listen(["change", "input", "submit"], function () {
    isTouched = true;
    keepPage();
  });
  listen(["touchstart", "mousedown", "keydown", "click"], keepPage);
  if (step) setInterval(reloadIfChanged, 8000);

  function listen(names, handler) {
    for (var i = 0; i < names.length; i += 1) document.addEventListener(names[i], handler, true);
  }

  // Somebody uses this page: it must not be replaced now, even if the next one is already loading.
  function keepPage() {
    pressedAt = performance.now();
    if (isLoading) window.stop();
    isLoading = false;
  }

  function isInUse() {
    return isTouched || document.hidden || performance.now() - pressedAt < PRESS;
  }

  function reloadIfChanged() {
    if (isInUse() || isLoading) return;
    var request = new XMLHttpRequest();
    request.open("GET", location.pathname);
    request.onload = function () {
      if (isInUse() || request.status >= 500) return; // this page works; a busy server would only say "try again"
      var found = STEP.exec(request.responseText);
      if (found && found[0] === step[0]) return;
      isLoading = true;
      location.replace(location.pathname);
    };
    request.send();
  }
})();
