// Sorting of tables that are on the page in full: <table data-sortable>, and data-sort="number|text" on the th.
// A cell's data-value is compared when given, else its text; rows without a value stay last.
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

function valueOf(row, index, numeric) {
  const cell = row.cells[index];
  const raw = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
  if (!numeric) return raw === "" ? null : raw;
  const number = Number(raw);
  return raw === "" || Number.isNaN(number) ? null : number;
}

function compare(a, b, numeric) {
  return numeric ? a - b : collator.compare(a, b);
}

function sort(table, header) {
  const ascending = header.getAttribute("aria-sort") === "descending" || (!header.hasAttribute("aria-sort") && header.dataset.sort !== "number");
  const numeric = header.dataset.sort === "number";
  const keyed = [...table.tBodies[0].rows].map((row) => [valueOf(row, header.cellIndex, numeric), row]);
  keyed.sort(([a], [b]) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return ascending ? compare(a, b, numeric) : compare(b, a, numeric);
  });
  for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  table.tBodies[0].append(...keyed.map(([, row]) => row));
}

function prepare(scope) {
  for (const header of scope.querySelectorAll("table[data-sortable] th[data-sort]")) {
    if (header.querySelector(".sort")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(header.closest("table"), header));
  }
}

prepare(document);
document.addEventListener("htmx:afterSettle", (event) => prepare(event.target));
