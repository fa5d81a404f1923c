// The stage: shows what the room's slots say, keeps the last picture while the line is down, and lets people walk to their new place.

import { connect } from "./live.js";
import { fill, readHave } from "./slots.js";

const { socket, epoch, lang } = document.body.dataset;
const root = document.documentElement;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const SETTLE = { duration: 600, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" };

// -- people walk: circles are matched in the order of the picture, which is that of values, never of arrival --

const crowds = () => [...document.querySelectorAll(".stage main .people")].map((crowd) => [...crowd.children]);

function stand(circle) {
  const { x, y, width, height } = circle.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}

// A reveal comes as two frames: the step takes the old picture away, the result brings the new one.
let left = { places: [], at: -Infinity };

function standing() {
  const places = crowds().map((crowd) => crowd.map(stand));
  if (places.length) left = { places, at: performance.now() };
  return performance.now() - left.at < 2000 ? left.places : [];
}

function walk(before) {
  crowds().forEach((crowd, which) => {
    const from = before[which] ?? [];
    const screen = crowd[0]?.getScreenCTM()?.inverse();
    if (!screen) return;
    crowd.forEach((circle, place) => {
      if (!from[place]) return;
      const { x, y } = new DOMPoint(from[place].x, from[place].y).matrixTransform(screen);
      const [cx, cy] = [circle.cx.baseVal.value, circle.cy.baseVal.value];
      if (Math.hypot(x - cx, y - cy) < 2) return;
      circle.animate([{ cx: `${x}px`, cy: `${y}px` }, { cx: `${cx}px`, cy: `${cy}px` }], SETTLE);
    });
  });
}

// -- words: forms keep them short, but together they may be too many --

const SMALLEST = 6;
const COLUMNS = ".rows, .options, .words, .said, .task, .discussion, .listed, .seen";
const isFull = (element) => element.scrollHeight > element.clientHeight + 2;

function fit() {
  const main = document.querySelector(".stage main");
  if (!main) return;
  for (let size = 0; size <= SMALLEST; size += 1) {
    main.dataset.fit = size;
    if (!isFull(main) && ![...main.querySelectorAll(COLUMNS)].some(isFull)) return;
  }
}

function show(frame) {
  const moves = !still.matches && ["step", "results", "turnout"].includes(frame.name) && document.visibilityState === "visible";
  const before = moves ? standing() : [];
  fill(frame);
  fit();
  if (moves) walk(before);
  if (frame.name === "timer") keepTime(frame.data);
  if (frame.name === "curtain") wear(frame.data?.theme);
  tick();
}

// -- time: the server says how much is left, the clock here only counts down --

let deadline = null;
let whole = 0;

function keepTime(data) {
  deadline = data ? performance.now() + data.ends_in_ms : null;
  whole = 0;
}

function tick() {
  if (deadline === null) return;
  const left = Math.max(0, deadline - performance.now());
  const seconds = Math.ceil(left / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  for (const time of document.querySelectorAll("time[data-ends-in]")) {
    if (time.textContent !== text) time.textContent = text;
    time.parentElement.classList.toggle("over", !seconds);
  }
  const line = document.querySelector("svg[data-minutes]");
  if (!line) return;
  whole = Math.max(whole, Number(line.dataset.minutes) * 60_000, left);
  const gone = Math.round(1712 * (1 - left / whole));
  line.querySelector(".bar").setAttribute("width", gone);
  line.querySelector(".median").setAttribute("cx", 24 + gone);
}

const running = document.querySelector("time[data-ends-in]");
if (running) keepTime({ ends_in_ms: Number(running.dataset.endsIn) });
setInterval(tick, 250);
tick();

addEventListener("resize", fit);
fit();

// -- theme and keys --

let worn = root.dataset.theme;

/** The console's wish counts when it changes; key D changes it here alone. */
function wear(theme) {
  if (!theme || theme === worn) return;
  worn = theme;
  root.dataset.theme = theme;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  if (key === "d") root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  if (key === "f") document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
});

let resting;
addEventListener("pointermove", () => {
  root.classList.remove("at-rest");
  clearTimeout(resting);
  resting = setTimeout(() => root.classList.add("at-rest"), 3000);
});

// A projector must not fall asleep; only where the browser allows it.
const stayAwake = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", stayAwake);
stayAwake();

connect({ socket, epoch, lang, have: readHave(), on: { slot: show } });
