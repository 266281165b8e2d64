// A second press within ten seconds does nothing. The button stays usable, so no answer can be lost behind it.
const PAUSE = 10_000; // milliseconds

for (const form of document.querySelectorAll("form[data-send-once]")) {
  const token = form.elements.namedItem("form_token");
  let sentAt = -Infinity;

  form.addEventListener("submit", (event) => {
    if (performance.now() - sentAt < PAUSE) return event.preventDefault();
    sentAt = performance.now();
    history.replaceState({ formToken: token?.value }, "");
  });

  // Back from the next page, the form may be sent again at once. The browser brings the answers back, but a new token;
  // with the old one, sending once more corrects the request instead of making a second one.
  addEventListener("pageshow", () => {
    sentAt = -Infinity;
    if (token && history.state?.formToken) token.value = history.state.formToken;
  });
}
