"use strict";
// The page is whole without this: it adds reading values off a chart, and zooming into it.

const WIDTH = 1000;
const LATE = 0.96;
const STEPS = [1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 345600, 604800, 1209600,
  2592000, 5184000, 7776000, 15552000, 31536000];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SVG = "http://www.w3.org/2000/svg";

function made(parent, name, kind) {
  const element = document.createElement(name);
  element.className = kind;
  parent.append(element);
  return element;
}

function written(seconds, step) {
  const text = new Date(seconds * 1000).toISOString();
  if (step === undefined) return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  if (step < 86400 && seconds % 86400) return text.slice(11, step < 60 ? 19 : 16);
  const month = MONTHS[Number(text.slice(5, 7)) - 1];
  return step < 2592000 ? `${Number(text.slice(8, 10))} ${month}` : `${month} ${text.slice(0, 4)}`;
}

function rounded(value) {
  return String(Number(value.toPrecision(4)));
}

// The points of a line, parsed from its path: x in units, lowest and highest y.
function points(path) {
  const found = [];
  for (const pair of path.matchAll(/[ML](-?[\d.e+-]+) (-?[\d.e+-]+)/g)) {
    const [x, y] = [Number(pair[1]), Number(pair[2])];
    const last = found[found.length - 1];
    if (last && last.x === x) last.ys.push(y);
    else found.push({ x, ys: [y] });
  }
  return found;
}

function nearest(sorted, x) {
  let [low, high] = [0, sorted.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sorted[middle].x < x) low = middle; else high = middle;
  }
  return Math.abs(sorted[low].x - x) <= Math.abs(sorted[high].x - x) ? sorted[low] : sorted[high];
}

function enliven(chart) {
  const view = chart.querySelector("svg.view");
  const ticks = chart.querySelector("g.ticks");
  const [start, end, low, high, height] =
    ["start", "end", "low", "high", "height"].map((name) => Number(chart.dataset[name]));
  const whole = Number(ticks.dataset.height);
  const line = [...view.querySelectorAll("path.line")].flatMap((path) => points(path.getAttribute("d")))
    .sort((one, other) => one.x - other.x);
  const ticksAtFirst = ticks.innerHTML;
  const cursor = made(chart, "div", "cursor");
  const choice = made(chart, "div", "choice");
  const readout = made(chart, "output", "readout");
  const tools = document.createElement("div");
  tools.className = "tools";
  const reset = made(tools, "button", "");
  reset.type = "button";
  reset.textContent = "Show all";
  const hint = made(tools, "span", "");
  hint.textContent = "Drag to zoom. Keys: arrows move, + and − zoom, Esc shows all.";
  chart.after(tools);
  let shown = [0, WIDTH];
  let at = WIDTH / 2;
  let pressed = null;
  chart.tabIndex = 0;
  chart.setAttribute("role", "group");
  chart.setAttribute("aria-label", `${chart.querySelector("title").textContent}. Arrow keys read values.`);
  hide();
  zoom(0, WIDTH);

  function instant(x) { return start + (end - start) * x / WIDTH; }

  function box() {
    const [outer, inner] = [chart.getBoundingClientRect(), view.getBoundingClientRect()];
    const drawn = chart.querySelector("svg.drawing").getBoundingClientRect();
    return { left: drawn.left - outer.left, top: drawn.top - outer.top, width: drawn.width || inner.width };
  }

  function unit(event) {
    const drawn = chart.querySelector("svg.drawing").getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - drawn.left) / drawn.width));
    return shown[0] + share * (shown[1] - shown[0]);
  }

  function pixel(x) {
    const place = box();
    return place.left + place.width * (x - shown[0]) / (shown[1] - shown[0]);
  }

  function hide() {
    cursor.hidden = choice.hidden = readout.hidden = true;
  }

  function show(x) {
    at = x;
    const point = line.length ? nearest(line, x) : null;
    const where = point ? point.x : x;
    const values = point ? point.ys.map((y) => low + (high - low) * (1 - y / height)) : [];
    const place = box();
    const left = pixel(Math.min(shown[1], Math.max(shown[0], where)));
    const texts = [...new Set([Math.min(...values), Math.max(...values)].map(rounded))];
    readout.textContent = `${written(instant(where))} UTC${values.length ? `: ${texts.join(" to ")}` : ""}`;
    cursor.hidden = readout.hidden = false;
    Object.assign(cursor.style, { left: `${left}px`, top: `${place.top}px`, height: `${whole}px` });
    const room = place.left + place.width - readout.offsetWidth;
    Object.assign(readout.style, { left: `${Math.max(0, Math.min(left + 8, room))}px`, top: `${place.top - 12}px` });
  }

  function zoom(from, to) {
    const least = WIDTH / 500;
    const length = Math.min(WIDTH, Math.max(least, to - from));
    const first = Math.min(WIDTH - length, Math.max(0, (from + to - length) / 2));
    shown = [first, first + length];
    view.setAttribute("viewBox", `${first} 0 ${length} ${whole}`);
    reset.hidden = length === WIDTH;
    if (length === WIDTH) ticks.innerHTML = ticksAtFirst;
    else mark();
  }

  function mark() {
    const [first, last] = shown.map(instant);
    const step = STEPS.find((each) => (last - first) / each <= 7) || STEPS[STEPS.length - 1];
    ticks.replaceChildren();
    for (let second = Math.ceil(first / step) * step, number = 0; second <= last; second += step, number += 1) {
      const group = document.createElementNS(SVG, "svg");
      group.setAttribute("x", `${100 * (second - first) / (last - first)}%`);
      group.setAttribute("overflow", "visible");
      const late = (second - first) / (last - first) > LATE;
      group.setAttribute("class", [number % 2 ? "odd" : "", late ? "late" : ""].join(" ").trim());
      const [stroke, text] = ["line", "text"].map((name) => document.createElementNS(SVG, name));
      stroke.setAttribute("y2", whole + 4);
      text.setAttribute("y", whole + 17);
      text.textContent = written(second, step);
      group.append(stroke, text);
      ticks.append(group);
    }
  }

  function choose(x) {
    const [left, right] = [pressed, x].sort((one, other) => one - other).map(pixel);
    choice.hidden = right - left < 4;
    Object.assign(choice.style,
      { left: `${left}px`, width: `${right - left}px`, top: `${box().top}px`, height: `${whole}px` });
  }

  chart.addEventListener("pointermove", (event) => {
    show(unit(event));
    if (pressed !== null) choose(unit(event));
  });
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pressed = unit(event);
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointerup", (event) => {
    if (pressed !== null && !choice.hidden) {
      const [from, to] = [pressed, unit(event)].sort((one, other) => one - other);
      zoom(from, to);
    }
    pressed = null;
    choice.hidden = true;
  });
  chart.addEventListener("pointercancel", () => { pressed = null; hide(); });
  chart.addEventListener("pointerleave", () => { if (pressed === null) hide(); });
  chart.addEventListener("dblclick", () => zoom(0, WIDTH));
  chart.addEventListener("blur", hide);
  reset.addEventListener("click", () => { zoom(0, WIDTH); chart.focus({ preventScroll: true }); });
  chart.addEventListener("keydown", (event) => {
    const length = shown[1] - shown[0];
    const step = length / (event.shiftKey ? 10 : 100);
    const moves = { ArrowLeft: -step, ArrowRight: step };
    if (event.key in moves) {
      const x = Math.min(WIDTH, Math.max(0, at + moves[event.key]));
      if (x < shown[0] || x > shown[1]) zoom(shown[0] + moves[event.key], shown[1] + moves[event.key]);
      show(x);
    } else if (event.key === "+" || event.key === "=") { zoom(at - length / 4, at + length / 4); show(at);
    } else if (event.key === "-") { zoom(at - length, at + length); show(at);
    } else if (event.key === "Escape") { zoom(0, WIDTH); hide();
    } else return;
    event.preventDefault();
  });
}

document.querySelectorAll(".chart").forEach(enliven);
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
