// What changes without a new page: toasts in the live region, errors of htmx requests, drawers filled on demand.
const toasts = document.getElementById("toasts");

function dismiss(toast) {
  toast.remove();
}

function arm(toast) {
  if (toast.querySelector("button")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-label", toasts.dataset.dismiss);
  button.textContent = "✕";
  button.addEventListener("click", () => dismiss(toast));
  toast.append(button);
  let timer = setTimeout(dismiss, 8000, toast);
  for (const hold of ["mouseenter", "focusin"]) toast.addEventListener(hold, () => clearTimeout(timer));
  for (const release of ["mouseleave", "focusout"]) {
    toast.addEventListener(release, () => { timer = setTimeout(dismiss, 4000, toast); });
  }
}

function say(text) {
  const toast = document.createElement("div");
  const paragraph = document.createElement("p");
  toast.className = "toast";
  paragraph.textContent = text;
  toast.append(paragraph);
  toasts.append(toast);
  arm(toast);
}

if (toasts) {
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.(".toast")) arm(node);
    }
  }).observe(toasts, { childList: true });
}

document.addEventListener("htmx:sendError", () => say(toasts.dataset.offline));
// A refused form comes back as 422 with its errors: show it. Other refusals are told, and nothing on the page changes.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const xhr = event.detail.xhr;
  const problem = xhr.getResponseHeader("Content-Type")?.includes("json") ? JSON.parse(xhr.responseText) : {};
  say(problem.detail || problem.title || toasts.dataset.offline);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.matches?.("dialog") && !event.target.open) event.target.showModal();
  event.target.querySelector?.("[data-focus]")?.focus();
});
