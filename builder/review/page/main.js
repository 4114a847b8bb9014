/* The page: the next item -> picture and texts -> one key -> a verdict on the server's disk -> the next item. */

import { ask, patchesOf } from "./asking.js";
import { EDGES, Edges } from "./edges.js";
import { h, link, state } from "./explorer/dom.js";
import { Picture } from "./explorer/picture.js";
import { itemElements, placeElements } from "./item.js";
import { buttons, listen } from "./keys.js";

const $ = (selector) => document.querySelector(selector);
const LAND = "land_cover";
let about;
let patches;
let picture; // of the patch shown
let now = { mode: "wait" };
let busy = false;
let composite; // the view before the land cover

/* -- what the server is asked -- */

/** Asks for the next item, or tells the server something and gets it; one thing at a time. */
async function step(path, body) {
  if (busy) return;
  busy = true;
  try {
    await showTurn(await ask(path, body));
  } catch (error) {
    fail(error);
  } finally {
    busy = false;
  }
}

function give(verdict, correction = null) {
  const { item, criteria, started } = now;
  const seconds = (performance.now() - started) / 1000;
  return step("verdict", { item: item.id, seconds, verdict, criteria, correction, comment: $("#comment").value });
}

/** Asks what the map says of a correction; the answer to an older question is dropped. */
async function check(correction) {
  const mine = now;
  Object.assign(now, { correction, checked: null });
  draw();
  try {
    const checked = await ask("check", { item: now.item.id, correction });
    if (now !== mine || now.correction !== correction) return;
    now.checked = checked;
    draw();
  } catch (error) {
    if (now === mine && now.correction === correction) fail(error);
  }
}

/* -- what is shown -- */

async function showTurn(turn) {
  $("#review").removeAttribute("data-item");
  $("#error").hidden = true;
  count(turn);
  now = { ...turn, mode: turn.hidden ? "answer" : "judge", criteria: criteriaOf(turn), correction: null, checked: null };
  $("#review").hidden = !turn.item;
  $("#end").hidden = Boolean(turn.item);
  if (!turn.item) return showEnd(turn);
  $("#comment").value = turn.said?.comment ?? "";
  $("#place").replaceChildren(...placeElements(turn.item.place));
  await showPicture(turn.item);
  draw();
  now.started = performance.now();
  $("#review").dataset.item = turn.item.id;
}

const criteriaOf = ({ item, said }) => (item?.type === "captioning" ? { ...(said?.criteria ?? Object.fromEntries(about.criteria.map((name) => [name, true]))) } : null);

function count({ item, at, total }) {
  $("#count").textContent = item ? `${at + 1} of ${total}` : `${total} of ${total}`;
  $("#progress").max = total || 1;
  $("#progress").value = item ? at : total;
}

function showEnd({ total }) {
  const back = { key: "b", label: "back", run: () => step(`item?at=${total - 1}`) };
  now = { mode: "end", end: total ? [back] : [] };
  $("#end").replaceChildren(h("h2", {}, `All ${total} items are judged.`), h("p", {}, "The verdicts are on disk. The page may be closed, and the command ended."), h("div", { class: "keys" }, buttons(now.end)));
}

async function showPicture(item) {
  if (picture?.row !== item.patch_row) {
    picture = Object.assign(new Picture(patches, item.patch_row), { row: item.patch_row });
    const looks = h("div", { class: "keys looks" }, buttons(LOOKS));
    $("#review .pictures").replaceChildren(...picture.elements, looks);
  }
  if (view() === LAND && about.pixels) location.hash = link({ view: composite ?? null });
  await picture.show(view());
}

const view = () => state().get("view");

function nextView() {
  const views = picture.views().filter((name) => name !== LAND || !about.pixels);
  location.hash = link({ view: views[(views.indexOf(picture.view) + 1) % views.length] });
}

function turnLand() {
  if (picture.view !== LAND) composite = picture.view;
  location.hash = link({ view: picture.view === LAND ? composite ?? null : LAND });
}

/** Draws what may have changed with a key: texts, boxes, buttons. */
function draw() {
  $("#item").replaceChildren(...itemElements({ ...now, ...choosing() }, about));
  $("#found").replaceChildren(...found());
  const shown = buttons(actions());
  $("#keys").replaceChildren(...(shown.length ? [h("div", { class: "keys" }, shown)] : []));
  drawBoxes();
}

function drawBoxes() {
  const { item, edges, checked, others } = now;
  const own = item.type === "bounding box" ? [{ ...item.stored, point: item.point, category: edges ? "old" : item.category }] : [];
  const moved = (others ?? []).filter(({ correction }) => correction?.box_pixels).map(({ correction }) => ({ ...correction, category: "other" }));
  picture.overlay([...own, ...moved, ...mapBox(checked)], () => {});
  if (edges) edges.raise();
}

/** The box that the map says, where its words hold one. */
function mapBox(checked) {
  const numbers = /the map says pixels (\d+) (\d+), (\d+) (\d+)/.exec(checked?.contradiction ?? "");
  return numbers ? [{ box_pixels: numbers.slice(1).map(Number), category: "expected" }] : [];
}

function found() {
  const { correction, checked } = now;
  if (!correction) return [];
  if (!checked) return [h("p", { class: "soft" }, "asking the map …")];
  if (!checked.contradiction) return [h("p", { class: "agrees" }, "The map agrees with the correction.")];
  return [h("p", { class: "contradicts" }, `The map contradicts the correction: ${checked.contradiction}.`)];
}

function fail(error) {
  const again = h("button", { type: "button", onclick: () => step("item") }, "try again");
  $("#error").replaceChildren(error.message, " ", again);
  $("#error").hidden = false;
}

/* -- keys -- */

const LOOKS = [
  { key: "v", label: "next picture", run: nextView },
  { key: "l", label: "land cover", run: turnLand },
];

function choosing() {
  const { mode, item, correction } = now;
  const onChoose = { answer: (k) => step("answer", { item: item.id, answer: outputs()[k] }), choose: (k) => check({ output: outputs()[k] }) }[mode];
  const chosen = correction?.output ? outputs().indexOf(correction.output) : -1;
  return { onChoose, chosen, onCriterion: turnCriterion };
}

const outputs = () => (now.item.type === "mcq" ? about.letters : now.item.options);

function turnCriterion(name) {
  now.criteria[name] = !now.criteria[name];
  draw();
}

function correct() {
  if (now.item.type !== "bounding box") {
    now.mode = "choose";
    const other = now.item.options.length === 2 ? outputs().find((output) => output !== now.item.stored.output) : null;
    return other ? check({ output: other }) : draw();
  }
  now.mode = "edges";
  const box = [now.said, ...now.others].find((said) => said?.correction)?.correction.box_pixels ?? now.item.stored.box_pixels;
  now.edges = new Edges(picture.svg, about.size, box, (moved) => check({ box_pixels: [...moved] }));
  draw();
}

function cancel() {
  now.edges?.remove();
  Object.assign(now, { mode: "judge", edges: null, correction: null, checked: null });
  $("#error").hidden = true;
  draw();
}

/** A correction is confirmed when the answer of the map is on the page. */
const confirm = () => now.checked && give("correct", now.correction);

function back() {
  if (now.at > 0) step(`item?at=${now.at - 1}`);
}

const COMMENT = { key: "m", run: () => $("#comment").focus() };
const CONFIRM = { key: "Enter", label: "confirm", run: confirm, kind: "accept" };
const CANCEL = { key: "Escape", label: "cancel", run: cancel };

function judging() {
  const { item, at, said } = now;
  return [
    { key: "a", label: "accept", run: () => give("accept"), kind: "accept" },
    ...(item.type === "captioning" ? [] : [{ key: "c", label: "correct", run: correct, kind: "correct" }]),
    { key: "r", label: "reject", run: () => give("reject"), kind: "reject" },
    { key: "u", label: "unsure", run: () => give("unsure") },
    ...(at ? [{ key: "b", label: "back", run: back }] : []),
    ...(said ? [{ key: "Escape", label: "on", run: () => step("item") }] : []),
    ...Object.keys(now.criteria ?? {}).map((name, k) => ({ key: String(k + 1), run: () => turnCriterion(name) })),
  ];
}

function choices() {
  const { onChoose } = choosing();
  return now.item.options.map((_, k) => ({ key: String(k + 1), run: () => onChoose(k) }));
}

function moving() {
  const { edges } = now;
  const choose = EDGES.map((name, k) => ({ key: String(k + 1), label: name, run: () => edges.choose(k), kind: "edge" }));
  const steps = Object.entries({ ArrowLeft: [-1, 0], ArrowUp: [-1, 1], ArrowRight: [1, 0], ArrowDown: [1, 1] });
  const arrows = steps.map(([key, [sign, axis]]) => ({ key, kind: "arrow", run: (event) => edges.edge % 2 === axis && edges.step(sign * (event?.shiftKey ? 10 : 1)) }));
  return [...choose, ...arrows, CONFIRM, CANCEL];
}

const MODES = {
  wait: () => [],
  end: () => now.end,
  judge: judging,
  answer: () => [...choices(), ...(now.at ? [{ key: "b", label: "back", run: back }] : [])],
  choose: () => [...choices(), CONFIRM, CANCEL],
  edges: moving,
};

const actions = () => MODES[now.mode]();

async function start() {
  about = await ask("about");
  patches = patchesOf(about);
  $("#who").textContent = `${about.reviewer} · ${about.reading} reading · version ${about.version}`;
  listen(() => (busy ? [] : [...actions(), ...(now.item ? [...LOOKS, COMMENT] : [])]));
  addEventListener("hashchange", () => picture?.show(view()).catch(fail));
  await step("item");
}

start().catch(fail);
