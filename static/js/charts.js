// The read-out of a chart: the nearest day's figures beside the pointer, or by arrow keys. What it shows was written
// into data-readout with the drawing; nothing is computed here but places.
const SVG = "http://www.w3.org/2000/svg";

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

class Readout {
  constructor(svg) {
    this.svg = svg;
    this.data = JSON.parse(svg.dataset.readout);
    this.index = this.data.x.length - 1;
    this.box = document.createElement("div");
    this.box.className = "readout";
    this.box.hidden = true;
    this.cursor = make("g", { visibility: "hidden", "pointer-events": "none" });
    this.line = make("line", { class: "ch-cursor", y1: this.data.top, y2: this.data.bottom });
    this.dots = this.data.series.map((_, place) => make("circle", { class: `ch-dot-${place ? 2 : 1} ch-point`, r: 3.6, "stroke-width": 1.5 }));
    this.cursor.append(this.line, ...this.dots);
    svg.append(this.cursor);
    svg.after(this.box);
    svg.querySelector("title")?.remove(); // aria-label says the same; the browser's own tooltip would cover ours
    svg.tabIndex = 0;
    svg.addEventListener("pointermove", (event) => this.show(this.nearest(event), false));
    svg.addEventListener("pointerleave", () => this.hide());
    svg.addEventListener("keydown", (event) => this.key(event));
    svg.addEventListener("blur", () => this.hide());
  }

  scale() {
    return this.svg.clientWidth / this.svg.viewBox.baseVal.width;
  }

  nearest(event) {
    const x = (event.clientX - this.svg.getBoundingClientRect().left) / this.scale();
    const places = this.data.x;
    let low = 0;
    let high = places.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle] > x) high = middle;
      else low = middle;
    }
    return x - places[low] < places[high] - x ? low : high;
  }

  key(event) {
    const last = this.data.x.length - 1;
    const target = {
      ArrowLeft: this.index - 1, ArrowRight: this.index + 1, PageUp: this.index - 20, PageDown: this.index + 20, Home: 0, End: last,
    }[event.key];
    if (event.key === "Escape") this.hide();
    if (target === undefined) return;
    event.preventDefault();
    this.show(Math.min(Math.max(target, 0), last), true);
  }

  show(index, spoken) {
    this.index = index;
    const x = this.data.x[index];
    this.line.setAttribute("x1", x);
    this.line.setAttribute("x2", x);
    this.data.series.forEach((series, place) => {
      const y = series.y[index];
      this.dots[place].setAttribute("visibility", y === null ? "hidden" : "inherit");
      if (y !== null) {
        this.dots[place].setAttribute("cx", x);
        this.dots[place].setAttribute("cy", y);
      }
    });
    this.cursor.setAttribute("visibility", "visible");
    this.write(index);
    this.box.setAttribute("role", spoken ? "status" : "presentation");
    this.box.hidden = false;
    this.place(x);
  }

  write(index) {
    const day = document.createElement("b");
    day.textContent = this.data.when[index];
    const rows = this.data.series.filter((series) => series.text[index] !== null).map((series) => {
      const row = document.createElement("div");
      for (const text of [series.name, series.text[index]]) {
        const part = document.createElement("span");
        part.textContent = text;
        row.append(part);
      }
      return row;
    });
    this.box.replaceChildren(day, ...rows);
  }

  place(x) {
    const scale = this.scale();
    const width = this.box.offsetWidth;
    const right = x * scale + 12;
    const left = right + width > this.svg.clientWidth ? x * scale - 12 - width : right;
    this.box.style.transform = `translate(${Math.max(0, left)}px, ${this.data.top * scale + 8}px)`;
  }

  hide() {
    this.box.hidden = true;
    this.cursor.setAttribute("visibility", "hidden");
  }
}

function arm(scope) {
  for (const svg of scope.querySelectorAll("svg[data-readout]")) {
    if (svg.tabIndex !== 0) new Readout(svg);
  }
}

arm(document);
document.addEventListener("htmx:afterSettle", (event) => arm(event.target));
