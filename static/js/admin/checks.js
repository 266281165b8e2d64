/* The check before publishing: its links open a folded block and lead to the field, the blocks it is about are marked,
   and once typing rests, the list is drawn anew for what is typed. Ticks and focus stay where they are. */
const QUIET = 1500 // milliseconds without a change
const TEXT = ".prose-editor [contenteditable]" // behind its toolbar
const CONTROLS = `${TEXT}, input:not([type=hidden]), select, textarea, button`

const panel = document.querySelector("[data-checks]")
const form = panel.closest("form")
const list = () => panel.querySelector(".checks__list")
let asked = null // what the form held when the list was last drawn
let timer = 0
let request = null

// Links

const firstSeen = (place, kinds) => [...place.querySelectorAll(kinds)].find((each) => each.offsetParent !== null)
const controlIn = (row) => row && (firstSeen(row, TEXT) || firstSeen(row, CONTROLS))

function openUp(place) {
  for (let around = place; around; around = around.parentElement) {
    if (around.matches("details")) around.open = true
  }
  // A press on the header is the editor's own way to open a folded block.
  if (place.matches(".inline-related.collapsed")) place.querySelector(":scope > h3").click()
}

function lead(place, fieldName) {
  openUp(place)
  const rows = place.matches(".inline-related") ? [...place.querySelectorAll(".form-row")] : [place.closest(".form-row")]
  const named = rows.filter((row) => fieldName && row?.matches(`.field-${fieldName}`))
  place.scrollIntoView({ block: "start" })
  for (const row of [...named, ...rows]) {
    const control = controlIn(row)
    if (control) return control.focus()
  }
}

function follow(event) {
  const link = event.target.closest("a[href^='#']")
  const place = link && document.getElementById(link.hash.slice(1))
  if (!place) return
  event.preventDefault()
  lead(place, link.closest("[data-field]").dataset.field)
}

// Marks

function mark() {
  for (const old of form.querySelectorAll(".block-problem")) old.remove()
  for (const old of form.querySelectorAll(".is-problem, .is-doubtful")) old.classList.remove("is-problem", "is-doubtful")
  for (const item of list().querySelectorAll("[data-block]:not(.checks__item--accepted)")) {
    const block = document.getElementById(item.dataset.block)
    const tools = block?.querySelector(":scope > .block-tools")
    if (!tools || block.matches(".is-problem, .is-doubtful")) continue // errors come first in the list
    const words = document.createElement("span")
    words.className = "block-problem"
    words.textContent = item.querySelector(".checks__word").textContent
    block.classList.add(item.matches(".checks__item--error") ? "is-problem" : "is-doubtful")
    tools.prepend(words)
  }
}

// Drawing anew

const entries = () =>
  [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "_listed_warning")
const contents = () => JSON.stringify(entries())
const ticks = () => [...list().querySelectorAll("input[type=checkbox]")]

/** The summary, said in the panel and beside the buttons that publish. */
function tell(words) {
  const said = panel.querySelector(".checks__summary")
  if (said.textContent === words) return
  said.textContent = words
  const link = document.createElement("a")
  link.href = "#checks"
  link.textContent = "Show"
  document.getElementById("checks-summary")?.replaceChildren(`${words} `, link)
}

/** What has focus in the list, as something to find again in the next one. */
function focused() {
  const active = document.activeElement
  if (!list().contains(active)) return null
  return active.matches("a") ? `a[href="${CSS.escape(active.getAttribute("href"))}"]` : `input[value="${active.value}"]`
}

function put(next) {
  const ticked = new Map(ticks().map((box) => [box.value, box.checked]))
  const place = focused()
  list().replaceWith(next)
  for (const box of ticks()) box.checked = ticked.get(box.value) ?? box.checked
  if (place) (next.querySelector(place) || panel.querySelector("h2")).focus({ preventScroll: true })
  tell(next.dataset.summary)
  mark()
}

async function draw() {
  const text = contents()
  if (text === asked) return
  asked = text
  request?.abort()
  const own = new AbortController()
  request = own
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"))
  try {
    const answer = await fetch(panel.dataset.checks, { method: "POST", body, signal: own.signal })
    if (!answer.ok || answer.redirected) return
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".checks__list")
    if (next) put(document.adoptNode(next))
  } catch {
    if (request === own) asked = null // no connection: the next change asks again
  }
}

function later() {
  clearTimeout(timer)
  timer = setTimeout(draw, QUIET)
}

function sameTicks(event) {
  for (const box of ticks()) if (box.value === event.target.value) box.checked = event.target.checked
}

panel.addEventListener("click", follow)
panel.addEventListener("change", sameTicks)
mark()
window.addEventListener("load", () =>
  setTimeout(() => {
    asked = contents()
    const place = location.hash.startsWith("#procedures_") && document.getElementById(location.hash.slice(1))
    if (place) lead(place)
    for (const kind of ["input", "change", "click", "drop"]) form.addEventListener(kind, later)
  }),
)
