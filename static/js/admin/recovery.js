/* Keeps in this browser what is typed and not saved yet, and offers it back after a crash or an expired sign-in.

Each opened editor has a number for its text; the form carries it, and the site names the numbers that were saved when
an editor is loaded next. A lock, which the browser lets go with its window, tells texts that are still being typed in
another window from those that were left behind. Nothing is ever put into the form by itself. */
const REST = 1000 // milliseconds without typing
const GOING = 2000 // milliseconds
const KEPT_FOR = 30 * 24 * 3600 * 1000 // milliseconds
const KEY = "typed-text"

const part = document.querySelector(".together[data-account]")
const form = part?.closest("form")
const numberField = form?.elements.namedItem("_text")
const own = () => keyOf(part.dataset.page, numberField.value)
// A form that came back holds typed text already, under the number it had.
const holdsTypedText = part?.matches("[data-holds-typed-text]")
let atStart = null
let isTouched = false

const keyOf = (page, number) => [KEY, part.dataset.account, page, number].join(":")
const isTyped = ([name, value]) =>
  typeof value === "string" && !name.startsWith("_") && !name.includes("__prefix__") && name !== "csrfmiddlewaretoken"
const entries = () => [...new FormData(form)].filter(isTyped)
const words = (list) => JSON.stringify(list.filter(([name]) => name !== "based_on"))

/** Storage may be full or forbidden: then nothing is kept, and writing goes on as ever. */
function quietly(act) {
  try {
    return act()
  } catch {
    return null
  }
}

const read = (key) => quietly(() => JSON.parse(localStorage.getItem(key)))
const forget = (key) => quietly(() => localStorage.removeItem(key))
const kept = () => quietly(() => Object.keys(localStorage).filter((key) => key.startsWith(`${KEY}:`))) || []

function keep() {
  if (atStart === null) return
  const typed = entries()
  if (words(typed) === atStart) return forget(own())
  quietly(() => localStorage.setItem(own(), JSON.stringify({ at: Date.now(), entries: typed })))
}

function forgetSavedAndOld() {
  const saved = part.dataset.savedTexts.split(" ").filter(Boolean)
  for (const key of kept()) {
    const text = read(key)
    if (!text?.entries || Date.now() - text.at > KEPT_FOR || saved.includes(key.split(":").at(-1))) forget(key)
  }
}

function hold(number) {
  navigator.locks?.request(`${KEY}:${number}`, () => new Promise(() => {}))
}

const isHeld = (number) => navigator.locks.request(`${KEY}:${number}`, { ifAvailable: true }, (lock) => lock === null)

async function isTypedElsewhere(number) {
  if (!navigator.locks || !(await isHeld(number))) return false
  // After a reload, the window that was here may need a moment to go.
  await new Promise((resolve) => setTimeout(resolve, GOING))
  return isHeld(number)
}

function input(name, value) {
  const field = document.createElement("input")
  field.type = "hidden"
  field.name = name
  field.value = value
  return field
}

/** Send a kept text to the editor's own address, which shows it in the form and saves nothing. */
function show(key, text) {
  const sent = document.createElement("form")
  sent.method = "post"
  sent.action = location.pathname
  const token = form.elements.namedItem("csrfmiddlewaretoken").value
  const added = [["csrfmiddlewaretoken", token], ["_recover", "1"], ["_text", key.split(":").at(-1)]]
  sent.append(...[...text.entries, ...added].map(([name, value]) => input(name, value)))
  document.body.append(sent)
  sent.submit()
}

function offer(key, text) {
  const bar = part.querySelector(".together__offer").content.cloneNode(true).firstElementChild
  const when = new Date(text.at)
  const format = { timeZone: part.dataset.timeZone, day: "numeric", month: "long", hour: "numeric", minute: "2-digit", hourCycle: "h23" }
  const time = bar.querySelector("time")
  time.dateTime = when.toISOString()
  time.textContent = when.toLocaleString("en-GB", format).replace(" at ", ", ")
  bar.querySelector(".typed-text__show").addEventListener("click", () => show(key, text))
  bar.querySelector(".typed-text__drop").addEventListener("click", () => {
    forget(key)
    bar.remove()
    form.querySelector("input:not([type=hidden])")?.focus()
  })
  part.querySelector(".together__offers").append(bar)
}

async function offerWhatWasLeft() {
  const keys = kept().filter((key) => key.startsWith(keyOf(part.dataset.page, "")) && key !== own())
  const left = keys.map((key) => ({ key, text: read(key) })).sort((one, other) => other.text.at - one.text.at)
  for (const { key, text } of left) {
    if (words(text.entries) === words(entries())) forget(key)
    else if (!(await isTypedElsewhere(key.split(":").at(-1)))) offer(key, text)
  }
}

/** The editor's scripts may still set fields until the window has loaded, and someone may type before that. */
function start(atFirst) {
  atStart = holdsTypedText ? "" : isTouched ? atFirst : words(entries())
  hold(numberField.value)
  forgetSavedAndOld()
  keep()
  offerWhatWasLeft()
}

if (part) {
  if (!holdsTypedText) numberField.value = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`
  form.autocomplete = "off" // else some browsers bring typed words back by themselves, into a form of another state
  let timer
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(keep, REST)
  }
  for (const name of ["input", "change", "click", "drop", "keyup"]) form.addEventListener(name, soon)
  form.addEventListener("submit", keep)
  window.addEventListener("pagehide", keep)
  document.addEventListener("visibilitychange", keep)
  for (const name of ["keydown", "pointerdown"]) form.addEventListener(name, () => (isTouched = true), { once: true })
  const atFirst = words(entries())
  window.addEventListener("load", () => setTimeout(() => start(atFirst)))
}
