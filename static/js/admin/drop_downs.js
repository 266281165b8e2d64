/* Menus made of `details`: Escape closes the one that is open and gives focus back, a press elsewhere closes it. */
const openOnes = () => document.querySelectorAll(".drop-down[open], .act[open]")

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of openOnes()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus()
    menu.open = false
  }
})

document.addEventListener("click", (event) => {
  for (const menu of openOnes()) {
    if (!menu.contains(event.target)) menu.open = false
  }
})
