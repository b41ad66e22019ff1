"use strict";
// The page is told everything by server-sent events and keeps a minute of it. Text from outside is only ever set as text.

const MINUTE_MILLIS = 60_000;
const SEGMENT_MILLIS = 1_000;
const MOST_LISTED = 40;
const PLACES = 7;
const EVEN = 1 / (PLACES * PLACES);
const CLEAR_PEAK = 3;

const byId = (id) => document.getElementById(id);
const cards = new Map();
const listed = new Map();
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let clock = null; // newest moment of the media that is known, and when it became known here
let styles = readStyles();

function readStyles() {
  const root = getComputedStyle(document.documentElement);
  const of = (name) => root.getPropertyValue(name).trim();
  return { rule: of("--rule"), quiet: of("--quiet"), ink: of("--ink") };
}

function mediaNow() {
  return clock === null ? 0 : clock.media + Math.min(performance.now() - clock.here, 5 * SEGMENT_MILLIS);
}

function learnTime(end) {
  // Small jitter must not make the line jump back: only a later moment, or one far away, sets the clock.
  if (clock === null || end > mediaNow() || mediaNow() - end > MINUTE_MILLIS) {
    clock = { media: end, here: performance.now() };
  }
}

/* The start. */

const steps = [];

function showStep(step) {
  steps[step.step] = step;
  const list = byId("steps");
  list.replaceChildren(...steps.filter(Boolean).map((each) => {
    const item = document.createElement("li");
    item.dataset.state = each.state;
    const title = document.createElement("span");
    title.className = "title";
    title.textContent = each.title;
    const detail = document.createElement("span");
    detail.className = "detail";
    detail.textContent = each.detail;
    item.append(title, detail);
    return item;
  }));
  const failed = steps.some((each) => each && each.state === "failed");
  const done = steps.length > 0 && steps.every((each) => each && each.state === "done");
  byId("start").hidden = done;
  setConnection(failed ? "lost" : done ? "live" : "starting", failed ? "failed" : done ? "live" : "starting");
}

function setConnection(state, text) {
  const connection = byId("connection");
  connection.dataset.state = state;
  connection.textContent = text;
}

/* Streams. */

function card(id) {
  if (cards.has(id)) {
    return cards.get(id);
  }
  const node = byId("card").content.firstElementChild.cloneNode(true);
  const find = (selector) => node.querySelector(selector);
  const made = {
    id, node,
    frame: find(".frame"), heat: find(".heat"), state: find(".state"), name: find(".name"),
    label: find(".label"), fill: find(".fill"), number: find(".number"), line: find(".line"),
    events: new Map(), intervals: new Map(), playing: null, queued: false, latest: null, timers: [],
  };
  cards.set(id, made);
  const after = [...cards.values()].filter((other) => other.id > id).sort((a, b) => a.id - b.id)[0];
  byId("streams").insertBefore(node, after ? after.node : null);
  return made;
}

function showStream(stream) {
  const shown = card(stream.id);
  shown.name.textContent = stream.name;
  shown.streamName = stream.name;
  if (stream.state) {
    shown.state.textContent = stream.state;
    shown.state.title = stream.reason || "";
  }
  if (stream.aspect) {
    shown.node.style.setProperty("--aspect", String(Math.min(2.4, Math.max(0.6, stream.aspect))));
  }
}

function showEvent(event) {
  const shown = card(event.id);
  shown.events.set(event.epoch + "/" + event.index, event);
  learnTime(event.start + SEGMENT_MILLIS);
  for (const [key, old] of shown.events) {
    if (old.start < event.start - MINUTE_MILLIS - 5 * SEGMENT_MILLIS) {
      shown.events.delete(key);
    }
  }
  if (shown.latest && shown.latest.start > event.start) {
    return;
  }
  shown.latest = event;
  shown.node.style.setProperty("--colour", event.colour);
  shown.label.textContent = event.unscored ? "not scored" : event.background ? "nothing both heard and seen" : event.label;
  shown.label.title = event.unscored || "";
  shown.label.toggleAttribute("data-quiet", event.background);
  shown.fill.style.width = (100 * event.score) + "%";
  shown.number.textContent = event.score.toFixed(2);
  for (const interval of shown.intervals.values()) {
    if (!interval.closed) {
      listInterval(shown, interval);
    }
  }
  if (!shown.queued) {
    // Whoever comes late is told a minute at once: only the newest of it is played, the others' frames are gone.
    shown.queued = true;
    setTimeout(() => {
      shown.queued = false;
      playFrames(shown, shown.latest);
    }, 0);
  }
}

function playFrames(shown, event) {
  const key = event.epoch + "/" + event.index;
  if (event.frames === 0) {
    drawHeat(shown, event);
    return;
  }
  if (shown.playing === key) {
    return;
  }
  shown.playing = key;
  shown.timers.forEach(clearTimeout);
  shown.timers = [];
  drawHeat(shown, event);
  const count = still.matches ? 1 : event.frames;
  for (let number = 0; number < count; number++) {
    const picture = new Image();
    picture.src = `/frames/${event.id}/${key}/${number}`;
    const show = () => {
      shown.frame.src = picture.src;
    };
    // A frame that is no longer kept leaves the one before in its place.
    const ready = picture.decode().then(() => true, () => false);
    shown.timers.push(setTimeout(() => ready.then((there) => there && show()), number * SEGMENT_MILLIS / count));
  }
}

/** Seven by seven weights as a soft warm light; the rest of the picture a little darker. */
function drawHeat(shown, event) {
  const side = 84;
  const canvas = shown.heat;
  canvas.width = side;
  canvas.height = side;
  const strengths = strengthsOf(event.attention);
  canvas.style.opacity = event.background ? "0.35" : "1";
  if (!strengths.some((strength) => strength > 0)) {
    return;
  }
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(side, side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const strength = between(strengths, (x + 0.5) / side * PLACES - 0.5, (y + 0.5) / side * PLACES - 0.5);
      const lit = Math.pow(strength, 0.8);
      const alpha = 0.8 * lit + 0.3 * (1 - lit);
      const hue = 0.8 * lit / alpha;
      const at = 4 * (y * side + x);
      pixels.data[at] = 255 * hue;
      pixels.data[at + 1] = (90 + 150 * strength) * hue;
      pixels.data[at + 2] = (20 + 70 * strength * strength) * hue;
      pixels.data[at + 3] = 255 * alpha;
    }
  }
  context.putImageData(pixels, 0, 0);
}

/** Cubic B-spline over the sixteen places around a point: no creases, and no plateaus around a place. */
function between(values, column, row) {
  const inside = (place) => Math.min(PLACES - 1, Math.max(0, place));
  const left = Math.floor(column);
  const top = Math.floor(row);
  let sum = 0;
  for (let y = -1; y <= 2; y++) {
    const down = spline(row - top - y);
    for (let x = -1; x <= 2; x++) {
      sum += down * spline(column - left - x) * values[inside(top + y) * PLACES + inside(left + x)];
    }
  }
  return Math.min(1, sum);
}

function spline(distance) {
  const t = Math.abs(distance);
  return t < 1 ? 2 / 3 - t * t + t * t * t / 2 : t < 2 ? (2 - t) ** 3 / 6 : 0;
}

/** 0 at or below the weight of an even map, 1 at the peak of a clear one; raised, because a spline runs below its peaks. */
function strengthsOf(attention) {
  const peak = Math.max(CLEAR_PEAK * EVEN, ...attention);
  const plain = attention.map((weight) => Math.max(0, (weight - EVEN) / (peak - EVEN)));
  const after = Math.max(...plain.map((_, place) => between(plain, place % PLACES, Math.floor(place / PLACES))));
  const raise = after === 0 ? 0 : Math.max(...plain) / after;
  return plain.map((strength) => strength * raise);
}

/* Intervals. */

function showInterval(interval) {
  const shown = card(interval.id);
  shown.intervals.set(interval.interval, interval);
  learnTime(interval.end);
  for (const [key, old] of shown.intervals) {
    if (old.closed && old.end < mediaNow() - 2 * MINUTE_MILLIS) {
      shown.intervals.delete(key);
    }
  }
  listInterval(shown, interval);
}

function listInterval(shown, interval) {
  byId("log").hidden = false;
  const list = byId("intervals");
  let item = listed.get(interval.interval);
  if (!item) {
    item = document.createElement("li");
    for (const part of ["when", "what", "where", "length", "peak"]) {
      const span = document.createElement("span");
      span.className = part;
      item.append(span);
    }
    item.interval = interval;
    listed.set(interval.interval, item);
    const later = [...list.children].find((other) => other.interval.start <= interval.start);
    list.insertBefore(item, later || null);
    if (list.children.length > MOST_LISTED) {
      const oldest = list.lastElementChild;
      listed.delete(oldest.interval.interval);
      oldest.remove();
    }
  }
  item.interval = interval;
  item.toggleAttribute("data-open", !interval.closed);
  item.style.setProperty("--colour", interval.colour);
  item.querySelector(".when").textContent = new Date(interval.start).toLocaleTimeString([], { hour12: false });
  item.querySelector(".what").textContent = interval.label;
  item.querySelector(".where").textContent = shown.streamName || "";
  item.querySelector(".length").textContent =
    ((endOf(shown, interval) - interval.start) / 1000).toFixed(0) + " s" + (interval.closed ? "" : " \u2026");
  item.querySelector(".peak").textContent = interval.peak.toFixed(2);
}

/** An open interval is only told about now and then: in between it lasts as long as the events say so. */
function endOf(shown, interval) {
  const latest = shown.latest;
  const goesOn = !interval.closed && latest && !latest.background && latest.label === interval.label;
  return goesOn ? Math.max(interval.end, latest.start + SEGMENT_MILLIS) : interval.end;
}

/* The time line: a minute that moves on. */

function drawLine(shown) {
  const canvas = shown.line;
  const padding = getComputedStyle(canvas);
  const width = canvas.clientWidth - parseFloat(padding.paddingLeft) - parseFloat(padding.paddingRight);
  const height = canvas.clientHeight - parseFloat(padding.paddingTop) - parseFloat(padding.paddingBottom);
  const scale = window.devicePixelRatio || 1;
  if (width <= 0) {
    return;
  }
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
  }
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const now = mediaNow();
  const plot = { width, top: 6, bottom: height - 44, band: height - 38, x: (at) => width * (1 - (now - at) / MINUTE_MILLIS) };
  drawGrid(context, plot, height, now);
  drawScores(context, plot, shown, now);
  drawBars(context, plot, shown, now);
}

function drawGrid(context, plot, height, now) {
  context.strokeStyle = styles.rule;
  context.fillStyle = styles.quiet;
  context.lineWidth = 1;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  for (const score of [0, 0.5, 1]) {
    const y = Math.round(plot.bottom - score * (plot.bottom - plot.top)) + 0.5;
    context.beginPath();
    context.moveTo(0, y);
    context.lineTo(plot.width, y);
    context.stroke();
  }
  for (let back = 0; back <= 60; back += 10) {
    const x = plot.width * (1 - back / 60);
    context.textAlign = back === 0 ? "right" : back === 60 ? "left" : "center";
    context.fillText(back === 0 ? "now" : "-" + back + " s", x, height - 2);
  }
}

function drawScores(context, plot, shown, now) {
  const y = (score) => plot.bottom - score * (plot.bottom - plot.top);
  const events = [...shown.events.values()].sort((a, b) => a.start - b.start);
  let before = null;
  for (const event of events) {
    if (event.start + SEGMENT_MILLIS < now - MINUTE_MILLIS) {
      continue;
    }
    const from = plot.x(event.start);
    const to = plot.x(event.start + SEGMENT_MILLIS);
    const top = y(event.score);
    context.globalAlpha = event.background ? 0.1 : 0.22;
    context.fillStyle = event.colour;
    context.fillRect(from, top, to - from, plot.bottom - top);
    context.globalAlpha = 1;
    context.strokeStyle = event.colour;
    context.lineWidth = event.background ? 1.25 : 2.25;
    context.beginPath();
    const joined = before && Math.abs(before.start + SEGMENT_MILLIS - event.start) < 50;
    context.moveTo(from, joined ? y(before.score) : top);
    context.lineTo(from, top);
    context.lineTo(to, top);
    context.stroke();
    before = event;
  }
}

function drawBars(context, plot, shown, now) {
  context.font = "600 11px system-ui, sans-serif";
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const interval of shown.intervals.values()) {
    const from = Math.max(0, plot.x(interval.start));
    const to = Math.min(plot.width, plot.x(endOf(shown, interval)));
    if (to <= 0 || from >= plot.width || interval.start > now) {
      continue;
    }
    context.fillStyle = interval.colour;
    context.beginPath();
    if (context.roundRect) {
      context.roundRect(from, plot.band, Math.max(2, to - from), 20, 4);
    } else {
      context.rect(from, plot.band, Math.max(2, to - from), 20);
    }
    context.fill();
    if (context.measureText(interval.label).width + 10 < to - from) {
      context.fillStyle = "#ffffff";
      context.fillText(interval.label, from + 5, plot.band + 10.5);
    }
  }
}

function redraw() {
  for (const shown of cards.values()) {
    drawLine(shown);
  }
  setTimeout(() => requestAnimationFrame(redraw), still.matches ? SEGMENT_MILLIS : 66);
}

/* Following. */

const updates = new EventSource("/updates");
const follow = (name, show) => updates.addEventListener(name, (message) => show(JSON.parse(message.data)));
follow("step", showStep);
follow("stream", showStream);
follow("event", showEvent);
follow("interval", showInterval);
updates.onerror = () => setConnection("lost", "connection lost, trying again");
updates.onopen = () => setConnection("starting", "connected");
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { styles = readStyles(); });
requestAnimationFrame(redraw);
