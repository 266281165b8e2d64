/* What was typed into a form outlives the end of a session: it is offered back on the same page after the next sign-in.

It may be about a patient, so it is kept in this tab alone (sessionStorage), for eight hours at most, and goes when it is
put back, when somebody signs out, and when somebody else signs in. Passwords and files are never kept. The page editor
has a mechanism of its own (recovery.js). */
const KEY = "typed-here"
const KEPT_FOR = 8 * 3600 * 1000 // milliseconds
const SECRET = "[type=password], [autocomplete$='-password'], [autocomplete='one-time-code']"
const account = document.querySelector("#session-end")?.dataset.account
const asksWhoItIs = !account || document.querySelector(".step-up")
const forms = [...document.querySelectorAll("#content form[method=post]")].filter(
  (form) => !form.querySelector(SECRET) && !form.querySelector(".together"),
)

/** Storage may be full or forbidden: then nothing is kept. */
function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || []
  } catch {
    return []
  }
}

function write(texts) {
  try {
    if (texts.length) sessionStorage.setItem(KEY, JSON.stringify(texts))
    else sessionStorage.removeItem(KEY)
  } catch {
    // As without this script.
  }
}

const isTick = (field) => field.type === "checkbox" || field.type === "radio"
const isChoice = (field) => field.tagName === "SELECT"
const isTypedIn = (field) => field.name && !field.disabled && !["hidden", "file", "submit", "button"].includes(field.type)

function isChanged(field) {
  if (isTick(field)) return field.checked !== field.defaultChecked
  if (isChoice(field)) return [...field.options].some((option) => option.selected !== option.defaultSelected)
  return field.value !== field.defaultValue
}

function stateOf(field) {
  if (isTick(field)) return { name: field.name, value: field.value, checked: field.checked }
  if (isChoice(field)) return { name: field.name, chosen: [...field.selectedOptions].map((option) => option.value) }
  return { name: field.name, value: field.value }
}

function keep(form, isLost) {
  const states = [...form.elements].filter((field) => isTypedIn(field) && isChanged(field)).map(stateOf)
  const place = { account, path: location.pathname, form: forms.indexOf(form) }
  const others = read().filter((text) => text.path !== place.path || text.form !== place.form)
  write(states.length ? [...others, { ...place, at: Date.now(), isLost, states }] : others)
}

/** Whatever was sent and led to another page was taken; what led to a question who it is was not. */
function settle() {
  const wasBack = ["reload", "back_forward"].includes(performance.getEntriesByType("navigation")[0]?.type)
  const isNew = (text) => Date.now() - text.at < KEPT_FOR && (!account || text.account === account)
  const texts = read().filter(isNew)
  for (const text of texts) text.isLost ||= asksWhoItIs || (wasBack && text.path === location.pathname)
  write(texts.filter((text) => text.isLost))
}

function put(form, states) {
  for (const state of states) {
    const named = [...form.elements].filter((field) => field.name === state.name && isTypedIn(field))
    const field = named.find((each) => !isTick(each) || each.value === state.value)
    if (!field) continue
    if (isTick(field)) field.checked = state.checked
    else if (isChoice(field)) for (const option of field.options) option.selected = state.chosen.includes(option.value)
    else field.value = state.value
    for (let around = field; around; around = around.parentElement) if (around.matches("details")) around.open = true
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }))
  }
}

function offer(text) {
  const form = forms[text.form]
  const notice = document.querySelector("#typed-text-offer").content.cloneNode(true).firstElementChild
  const done = () => {
    write(read().filter((each) => each.path !== text.path || each.form !== text.form))
    notice.remove()
    form.querySelector("input:not([type=hidden]), textarea, select")?.focus()
  }
  notice.querySelector(".typed-text__put").addEventListener("click", () => {
    put(form, text.states)
    done()
  })
  notice.querySelector(".typed-text__drop").addEventListener("click", done)
  form.before(notice)
}

settle()
if (!asksWhoItIs) {
  for (const text of read()) if (text.path === location.pathname && forms[text.form]) offer(text)
  for (const form of forms) form.addEventListener("submit", () => keep(form, false))
  document.addEventListener("session-over", () => {
    for (const form of forms) keep(form, true)
  })
  document.querySelector("#logout-form").addEventListener("submit", () => write([]))
}
