/* The library in a window: search, see, choose, or drop a new picture that is chosen at once. The button that opened it
   gets the event "picture:chosen" with the picture. */
const REST = 250
const dialog = document.getElementById("picture-dialog")
const search = document.getElementById("picture-dialog-search")
let opener = null
let asked = 0
let next = null

const list = () => dialog.querySelector(".picture-choices")
const more = () => dialog.querySelector("[data-more-pictures]")

function say(words) {
  dialog.querySelector(".picture-dialog__count").textContent = words
}

function choose(picture) {
  dialog.close()
  opener.dispatchEvent(new CustomEvent("picture:chosen", { bubbles: true, detail: picture }))
}

function line(className, words) {
  const made = document.createElement("span")
  made.className = className
  made.textContent = words
  return made
}

function choiceOf(picture) {
  const item = document.createElement("li")
  const button = document.createElement("button")
  const frame = line("picture-card__frame", "")
  const image = document.createElement("img")
  for (const name of ["src", "width", "height"]) image[name] = picture[name]
  image.alt = ""
  image.className = "picture-card__image"
  image.loading = "lazy"
  frame.append(image)
  const words = picture.alt || (picture.is_decorative ? "Only decoration" : "No description yet")
  button.type = "button"
  button.className = "picture-choices__choice"
  button.append(frame, line("picture-card__title", picture.title), line("picture-card__words", words))
  button.addEventListener("click", () => choose(picture))
  item.append(button)
  return item
}

/** Ask for pictures that have the typed words; an answer that comes after a later question is dropped. */
async function load(pageNumber = 1) {
  const number = ++asked
  const address = new URL(dialog.dataset.choicesUrl, location.href)
  address.search = new URLSearchParams({ q: search.value, p: pageNumber })
  let answer
  try {
    answer = await (await fetch(address, { headers: { Accept: "application/json" } })).json()
  } catch {
    say("The library does not answer. Close this window and try again, or load the page anew.")
    return
  }
  if (number !== asked) return
  const choices = answer.pictures.map(choiceOf)
  if (pageNumber === 1) list().replaceChildren(...choices)
  else list().append(...choices)
  next = answer.next
  more().hidden = !next
  if (answer.count) say(answer.count === 1 ? "1 picture" : `${answer.count} pictures`)
  else say(search.value ? "No picture has these words." : "No pictures yet. Add the first one here.")
  if (pageNumber > 1) choices[0]?.querySelector("button").focus()
}

function open(button) {
  opener = button
  search.value = ""
  const drop = dialog.querySelector("input[type=file]")
  if (drop) drop.accept = document.querySelector("form input[type=file][accept]")?.accept ?? ""
  dialog.querySelector(".picture-drop__words")?.replaceChildren()
  list().replaceChildren()
  say("Looking …")
  dialog.showModal()
  search.focus()
  load()
}

if (dialog) {
  let timer
  search.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(load, REST)
  })
  more().addEventListener("click", () => load(next))
  dialog.querySelector("[data-close-dialog]").addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => opener.focus())
  dialog.addEventListener("picture:done", ({ detail }) => {
    if (detail.length === 1) choose(detail[0])
    else if (detail.length) load()
  })
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose-picture]")
    if (button) open(button)
  })
}
