// The stage on the projector: shows the room's slots, moves people to their new place, and makes text smaller until it fits.
// While there is no connection the last picture stays.

import { announceChange } from "./announcements.js";
import { connect } from "./connection.js";
import { keepScreenOn } from "./screen_lock.js";
import { readRevisions, showSlot } from "./slots.js";
import { minutesAndSeconds } from "./timer.js";

const { socket, epoch, lang } = document.body.dataset;
const root = document.documentElement;

// -- people move from one picture to the next; both are ordered by value, never by arrival, so the circles can be matched --

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const MOVE = { duration: 600, easing: "cubic-bezier(0.2, 0.8, 0.2, 1)" };
const MOVING_SLOTS = ["step", "results", "turnout"];
const PICTURE_GAP = 2000; // ms; a reveal is two frames: the step removes the old picture, the result brings the new one
let lastPositions = { crowds: [], at: -Infinity };

const crowds = () => [...document.querySelectorAll(".stage main .people")].map((crowd) => [...crowd.children]);

function centerOf(circle) {
  const { x, y, width, height } = circle.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2 };
}

function crowdPositions() {
  const found = crowds().map((crowd) => crowd.map(centerOf));
  if (found.length) lastPositions = { crowds: found, at: performance.now() };
  return performance.now() - lastPositions.at < PICTURE_GAP ? lastPositions.crowds : [];
}

function moveCrowds(before) {
  crowds().forEach((crowd, number) => {
    const from = before[number] ?? [];
    const toPicture = crowd[0]?.getScreenCTM()?.inverse();
    if (toPicture) crowd.forEach((circle, place) => from[place] && moveCircle(circle, from[place], toPicture));
  });
}

function moveCircle(circle, from, toPicture) {
  const { x, y } = new DOMPoint(from.x, from.y).matrixTransform(toPicture);
  const [cx, cy] = [circle.cx.baseVal.value, circle.cy.baseVal.value];
  if (Math.hypot(x - cx, y - cy) < 2) return;
  circle.animate([{ cx: `${x}px`, cy: `${y}px` }, { cx: `${cx}px`, cy: `${cy}px` }], MOVE);
}

// -- text: forms keep it short, but several texts together may be too long for the screen --

const SMALLEST = 6; // of the sizes in stage.css
const COLUMNS = ".rows, .options, .words, .said, .task, .discussion, .listed, .seen, .welcome";
const BOXES = "p, li, h1, h2, svg";

// It measures the boxes of lines and pictures. scrollHeight also counts how far letters reach out of their lines, which differs with
// font, size and browser. It compares boxes of one column only, because WebKit measures a zoomed element by another scale.
function isTooFull(column) {
  const end = column.getBoundingClientRect().bottom + 1;
  return [...column.querySelectorAll(BOXES)].some((box) => box.getBoundingClientRect().bottom > end);
}

function fitText() {
  const main = document.querySelector(".stage main");
  if (!main) return;
  const columns = [...main.querySelectorAll(COLUMNS)];
  for (let size = 0; size <= SMALLEST; size += 1) {
    main.dataset.fit = size;
    if (!columns.some(isTooFull)) return;
  }
}

// -- slots --

function showFrame(frame) {
  const isMoving = !reducedMotion.matches && MOVING_SLOTS.includes(frame.name) && document.visibilityState === "visible";
  const before = isMoving ? crowdPositions() : [];
  showSlot(frame);
  announceNews();
  if (isMoving) moveCrowds(before);
  if (frame.name === "timer") setTime(frame.data);
  if (frame.name === "curtain") setTheme(frame.data?.theme);
  showTime();
}

/** Announce the question and the result, not every vote; at first nothing, because then the page itself is read out. */
function announceNews(isFirst = false) {
  const textOf = (css) => document.querySelector(css)?.textContent.trim() ?? "";
  const [heading, result] = [textOf(".stage h1"), textOf(".stage [data-slot=results] .sentence")];
  announceChange("step", heading, isFirst ? "" : heading);
  announceChange("result", result, isFirst ? "" : result && document.body.dataset.result.replace("{}", result));
}

// -- time: the server says how much is left, and the stage counts down --

const LINE_START = 24; // the line of a discussion, in units of its picture
const LINE_LENGTH = 1712;
let deadline = null;
let fullTime = 0; // ms

function setTime(data) {
  deadline = data ? performance.now() + data.ends_in_ms : null;
  fullTime = 0;
}

function showTime() {
  if (deadline === null) return;
  const left = Math.max(0, deadline - performance.now());
  const seconds = Math.ceil(left / 1000);
  const text = minutesAndSeconds(seconds);
  for (const time of document.querySelectorAll("time[data-ends-in]")) {
    if (time.textContent !== text) time.textContent = text;
    time.parentElement.classList.toggle("over", !seconds);
  }
  const line = document.querySelector("svg[data-minutes]");
  if (!line) return;
  fullTime = Math.max(fullTime, Number(line.dataset.minutes) * 60_000, left);
  const gone = Math.round(LINE_LENGTH * (1 - left / fullTime));
  line.querySelector(".bar").setAttribute("width", gone);
  line.querySelector(".median").setAttribute("cx", LINE_START + gone);
}

// -- theme, keys and mouse --

let consoleTheme = root.dataset.theme;

/** The console's theme counts when it changes; until then the key D changes it here. */
function setTheme(theme) {
  if (!theme || theme === consoleTheme) return;
  consoleTheme = theme;
  root.dataset.theme = theme;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const key = event.key.toLowerCase();
  if (key === "d") root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  if (key === "f") document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen?.();
});

let cursorTimer;
addEventListener("pointermove", () => {
  root.classList.remove("idle-cursor");
  clearTimeout(cursorTimer);
  cursorTimer = setTimeout(() => root.classList.add("idle-cursor"), 3000);
});

// -- start --

const time = document.querySelector("time[data-ends-in]");
if (time) setTime({ ends_in_ms: Number(time.dataset.endsIn) });
setInterval(showTime, 250);
showTime();

addEventListener("resize", fitText);
document.addEventListener("slot", fitText); // not in showFrame: a slot may wait while somebody presses
fitText();
announceNews(true);
keepScreenOn(() => true);

connect({ socket, http: socket, epoch, lang, have: readRevisions(), on: { slot: showFrame } });
