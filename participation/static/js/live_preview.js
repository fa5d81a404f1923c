// The frames beside a form show how phone and stage will look. While one writes, the server renders what is typed, and only the body
// of each frame is replaced, so that nothing flickers.

const PAUSE = 350; // ms after the last key

export function followTyping(form) {
  const lane = document.getElementById("screens");
  if (!lane) return;
  const frames = [...lane.querySelectorAll("iframe[data-audience]")];
  const tabs = lane.querySelector(".tabs");
  let language = "";
  let timer = 0;
  let newest = 0;

  const show = async () => {
    const number = ++newest;
    const body = new FormData(form);
    await Promise.all(frames.map((frame) => refresh(frame, body, language, () => number === newest)));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  };

  form.addEventListener("input", (event) => event.target.closest(".item") && later());
  tabs.hidden = false;
  tabs.addEventListener("click", ({ target }) => {
    if (!target.dataset.show) return;
    language = target.dataset.show;
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab === target));
    show();
  });
  form.addEventListener("click", (event) => event.target.closest("[data-discard]") && later());
  if (form.querySelector("[data-restored]:not([hidden])") || form.dataset.unsaved) later();
}

async function refresh(frame, body, language, isNewest) {
  const address = new URL(frame.getAttribute("src"), location.href);
  if (language) address.searchParams.set("language", language);
  const answer = await fetch(address, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || !isNewest()) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const there = frame.contentDocument;
  if (!there || !isNewest()) return;
  there.documentElement.lang = fresh.documentElement.lang;
  there.body.replaceChildren(...[...fresh.body.childNodes].map((node) => there.adoptNode(node)));
}
