// A button that prints the page. Without this script it stays hidden, and the browser's own menu prints.
const button = document.querySelector("[data-print]");

if (button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
