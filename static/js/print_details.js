// On paper nothing can be unfolded, so every answer is opened before printing and closed again after it.
// New browsers do this by the print style sheet alone.
const opened = new Set();

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not([open])")) {
    details.open = true;
    opened.add(details);
  }
});

addEventListener("afterprint", () => {
  for (const details of opened) details.open = false;
  opened.clear();
});
