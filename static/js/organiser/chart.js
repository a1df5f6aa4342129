// A small chart of a goal's value and proven bound over seconds: two lines that meet when the proof is done.

const NS = "http://www.w3.org/2000/svg";
const PAD = { left: 56, right: 12, top: 12, bottom: 26 };

function element(name, attributes, text = "") {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

/** A line of steps: a value holds until the next one is found. */
function steps(points, x, y) {
  let path = "";
  let before = null;
  for (const [at, value] of points) {
    if (value === null) continue;
    path += before === null ? `M${x(at)} ${y(value)}` : `H${x(at)}V${y(value)}`;
    before = value;
  }
  return path;
}

/** Draw `course`, [[seconds, value, bound], …], up to now into an svg. */
export function drawChart(svg, course, seconds) {
  const numbers = course.flatMap(([, value, bound]) => [value, bound]).filter((n) => n !== null);
  if (!numbers.length) return svg.replaceChildren();
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const margin = (high - low || 1) * 0.1;
  const start = course[0][0];
  const span = Math.max(seconds - start, 1);
  const x = (at) => (PAD.left + ((at - start) / span) * (width - PAD.left - PAD.right)).toFixed(1);
  const y = (value) =>
    (PAD.top + ((high + margin - value) / (high - low + 2 * margin)) * (height - PAD.top - PAD.bottom)).toFixed(1);
  const [, value, bound] = course.at(-1);
  const held = [...course, [Math.max(seconds, course.at(-1)[0]), value, bound]];
  const ticks = [...new Set([low, high])];
  svg.replaceChildren(
    ...ticks.map((n) => element("line", { class: "tick", x1: PAD.left, x2: width - PAD.right, y1: y(n), y2: y(n) })),
    ...ticks.map((n) => element("text", { x: PAD.left - 8, y: y(n), "text-anchor": "end", dy: "0.35em" }, n)),
    element("text", { x: PAD.left, y: height - 6 }, `${start.toFixed(1)} s`),
    element("text", { x: width - PAD.right, y: height - 6, "text-anchor": "end" }, `${(start + span).toFixed(1)} s`),
    element("path", { class: "bound", d: steps(held.map(([at, , b]) => [at, b]), x, y) }),
    element("path", { class: "value", d: steps(held.map(([at, v]) => [at, v]), x, y) }),
  );
}
