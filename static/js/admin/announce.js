/* One polite live region for everything that happens without a change of focus. */
let region = null

export function announce(words) {
  if (!region) {
    region = document.createElement("div")
    region.className = "visually-hidden"
    region.setAttribute("role", "status")
    document.body.append(region)
  }
  region.textContent = ""
  setTimeout(() => {
    region.textContent = words
  }, 100)
}
