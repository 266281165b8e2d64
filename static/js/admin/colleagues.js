// The names below a note become buttons that write the name where the cursor is. Without this they are typed.
for (const list of document.querySelectorAll("[data-names-for]")) {
  const field = document.getElementById(list.dataset.namesFor);
  if (!field) continue;
  for (const name of list.querySelectorAll("[data-name]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = name.className;
    button.textContent = name.textContent;
    button.addEventListener("click", () => {
      const before = field.value.slice(0, field.selectionStart);
      const gap = before === "" || /\s$/.test(before) ? "" : " ";
      field.setRangeText(`${gap}${name.dataset.name} `, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    name.replaceWith(button);
  }
}
