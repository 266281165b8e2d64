// A second press within ten seconds does nothing. The button stays usable, so no answer can be lost behind it.
const PAUSE = 10_000; // milliseconds

for (const form of document.querySelectorAll("form[data-send-once]")) {
  let sentAt = -Infinity;

  form.addEventListener("submit", (event) => {
    if (performance.now() - sentAt < PAUSE) event.preventDefault();
    else sentAt = performance.now();
  });

  // Back from the next page, the form may be sent again at once.
  addEventListener("pageshow", () => {
    sentAt = -Infinity;
  });
}
