// Theme and colours of market movement: applied at once, kept by the server (a cookie) for the next page.
// Without this module the same form posts and the page comes back changed.
const root = document.documentElement;

function apply(name, value) {
  if (name === "updown") root.dataset.updown = value;
  else if (value === "system") delete root.dataset.theme;
  else root.dataset.theme = value;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-appearance]") || !button?.name) return;
  event.preventDefault();
  const body = new FormData(form, button);
  apply(button.name, button.value);
  for (const other of form.querySelectorAll(`[name="${button.name}"]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
});
