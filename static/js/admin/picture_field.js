/* The picture of a block, or of shared links: shows the chosen one, and takes what the library's window or a new file
   brings. The plain list stays in the form and holds the answer. */
const fieldOf = (element) => element.closest("[data-picture-field]")
const selectOf = (field) => field.querySelector("select")

function aboutOf({ title, alt, is_decorative: isDecorative }) {
  const nothing = isDecorative ? "Only decoration." : "No description in the library yet."
  return `“${title}”. ${alt || nothing}`
}

function tellOthers(select) {
  select.dispatchEvent(new Event("input", { bubbles: true }))
  select.dispatchEvent(new Event("change", { bubbles: true }))
}

function nameButtons(field) {
  const isChosen = Boolean(selectOf(field).value)
  field.querySelector("[data-choose-picture]").textContent = isChosen ? "Choose another picture" : "Choose a picture"
  const clear = field.querySelector("[data-clear-picture]")
  if (clear) clear.hidden = !isChosen
}

/** Another picture is another motif: the point that the page had set belongs to the one before. */
function forgetPoint(field) {
  for (const axis of ["x", "y"]) {
    const input = field.closest(".inline-related")?.querySelector(`[name$="-focus_${axis}"]`)
    if (input) input.value = ""
  }
}

function show(field, picture) {
  const preview = field.querySelector(".picture-field__preview")
  const image = field.querySelector(".picture-field__image")
  const select = selectOf(field)
  if (select.value !== String(picture.id)) forgetPoint(field)
  if (![...select.options].some((option) => option.value === String(picture.id))) {
    select.add(new Option(picture.title, picture.id))
  }
  select.value = picture.id
  for (const name of ["src", "width", "height"]) image[name] = picture[name]
  image.alt = "The picture as it is now"
  preview.dataset.libraryX = picture.focus_x
  preview.dataset.libraryY = picture.focus_y
  preview.hidden = false
  field.querySelector(".picture-field__words").textContent = aboutOf(picture)
  nameButtons(field)
  preview.dispatchEvent(new CustomEvent("picture:shown", { bubbles: true }))
  tellOthers(select)
}

function clear(field) {
  selectOf(field).value = ""
  field.querySelector(".picture-field__preview").hidden = true
  field.querySelector(".picture-field__words").textContent = ""
  nameButtons(field)
  tellOthers(selectOf(field))
  field.querySelector("[data-choose-picture]").focus()
}

/** The words that named the list now name picture and buttons together. */
function nameGroup(field, label) {
  label.id = `${label.htmlFor}_label`
  label.removeAttribute("for")
  field.setAttribute("role", "group")
  field.setAttribute("aria-labelledby", label.id)
}

function start(field) {
  const select = selectOf(field)
  if (select.name.includes("__prefix__") || field.dataset.started) return
  const button = field.querySelector("[data-choose-picture]")
  const label = document.querySelector(`label[for="${select.id}"]`)
  field.dataset.started = "yes"
  select.hidden = true
  button.hidden = false
  if (label) nameGroup(field, label)
  if (select.hasAttribute("aria-describedby")) {
    button.setAttribute("aria-describedby", select.getAttribute("aria-describedby"))
  }
  if (select.dataset.clearWords) {
    const clearing = document.createElement("button")
    clearing.type = "button"
    clearing.className = "button button--plain"
    clearing.dataset.clearPicture = ""
    clearing.textContent = select.dataset.clearWords
    clearing.addEventListener("click", () => clear(field))
    button.after(" ", clearing)
  }
  nameButtons(field)
}

/** The field that a place for new files belongs to: `…upload` and `…image` are named alike. */
function partnerOf(zone) {
  const name = zone.querySelector("input[type=file]")?.name
  const select = name && document.querySelector(`[name="${name.replace(/upload$/, "image")}"]`)
  return select && fieldOf(select)
}

for (const field of document.querySelectorAll("[data-picture-field]")) start(field)

document.addEventListener("formset:added", (event) => {
  for (const field of event.target.querySelectorAll("[data-picture-field]")) start(field)
})
document.addEventListener("picture:chosen", (event) => show(fieldOf(event.target), event.detail))
document.addEventListener("picture:taken", (event) => {
  const field = partnerOf(event.target)
  if (field) show(field, event.detail)
})
