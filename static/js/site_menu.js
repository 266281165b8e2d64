// The folded menu of a phone closes on Escape and on a tap outside. Without this script its button does.
const menu = document.querySelector(".site-menu");

menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

menu && document.addEventListener("click", (event) => {
  if (!menu.contains(event.target)) menu.open = false;
});
