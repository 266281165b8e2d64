/* A button that puts the link or the text beside it on the clipboard, and says so where screen readers hear it. */
const region = document.createElement("p")
region.className = "visually-hidden"
region.setAttribute("role", "status")
document.body.append(region)

async function copy(field) {
  getSelection().selectAllChildren(field)
  field.select?.()
  try {
    await navigator.clipboard.writeText(field.value ?? field.innerText)
    return "Copied"
  } catch {
    return document.execCommand("copy") ? "Copied" : "Marked: copy it by hand"
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = button.firstChild
  const before = words.textContent
  button.hidden = false
  button.addEventListener("click", async () => {
    words.textContent = region.textContent = await copy(document.getElementById(button.dataset.copy))
    setTimeout(() => {
      words.textContent = before
      region.textContent = ""
    }, 4000)
  })
}
