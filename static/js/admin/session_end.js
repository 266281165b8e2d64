/* Warns before the session ends and covers the page once it has, so that nobody reads a patient's words at an open desk.

The site decides when that is; it is asked before anything is shown. Whoever types or presses is there, which the site is
told once a minute. The tabs of one browser tell each other. */
const TOLD_EVERY = 60_000 // milliseconds
const bar = document.querySelector("#session-end")
const tabs = new BroadcastChannel("staff-session")
const warnBefore = Number(bar?.dataset.warnBefore) * 1000
let endsAt = Date.now() + Number(bar?.dataset.seconds) * 1000
let toldAt = Date.now()
let isLast = false // longer than this nobody stays
let timer

const left = () => endsAt - Date.now()
const signIn = () => `${bar.dataset.signIn}?${new URLSearchParams({ next: location.pathname + location.search })}`

/** Ask the site; without a connection, what was known last counts. */
async function ask(address, options) {
  try {
    const answer = await fetch(address, { redirect: "manual", ...options })
    if (answer.ok) endsAt = Date.now() + (await answer.json()).seconds * 1000
    else if (answer.type === "opaqueredirect") endsAt = 0
    return answer.ok
  } catch {
    return false
  }
}

async function look() {
  await ask(bar.dataset.left)
  draw()
}

async function stay() {
  toldAt = Date.now()
  const isHeard = await ask(bar.dataset.stay, { method: "POST", body: new FormData(document.querySelector("#logout-form")) })
  if (!isHeard) return look()
  isLast = left() <= warnBefore
  tabs.postMessage(endsAt)
  draw()
}

function warn() {
  const minutes = Math.ceil(left() / 60_000)
  const when = minutes > 1 ? `in ${minutes} minutes` : "in a minute"
  const words = isLast
    ? `You will be signed out ${when}, for nobody stays signed in longer. Save what you type now.`
    : `You will be signed out ${when}, because nobody did anything here for a while.`
  const place = bar.querySelector(".session-end__words")
  bar.querySelector(".session-end__stay").hidden = isLast
  bar.hidden = false
  if (place.textContent !== words) place.textContent = words
}

function draw() {
  clearTimeout(timer)
  if (left() <= 0) return cover()
  if (left() <= warnBefore) warn()
  else hide()
  timer = setTimeout(look, left() > warnBefore ? left() - warnBefore : left())
}

function hide() {
  bar.hidden = true
  bar.querySelector(".session-end__words").textContent = ""
}

/** Nothing of the page stays; what was typed is kept by whoever listens. */
function cover() {
  document.dispatchEvent(new Event("session-over"))
  window.addEventListener("beforeunload", (event) => event.stopImmediatePropagation(), { capture: true })
  const page = document.querySelector("#session-over").content.cloneNode(true)
  page.querySelector("a").href = signIn()
  document.title = page.querySelector("h1").textContent
  document.body.replaceChildren(page)
  document.body.className = "session-over"
  document.querySelector("h1").focus()
  for (const stop of stops) stop()
}

const stops = []

function on(target, name, act) {
  target.addEventListener(name, act)
  stops.push(() => target.removeEventListener(name, act))
}

function somebodyIsHere(event) {
  const isDue = Date.now() - toldAt >= TOLD_EVERY || (!bar.hidden && !isLast)
  if (event.isTrusted && isDue && !bar.contains(event.target)) stay()
}

function lookIfDue() {
  if (document.visibilityState === "visible" && left() <= warnBefore) look()
}

if (bar) {
  tabs.postMessage(endsAt)
  on(tabs, "message", ({ data }) => {
    if (data === 0) look()
    else if (data > endsAt) {
      endsAt = data
      draw()
    }
  })
  for (const name of ["keydown", "pointerdown"]) on(document, name, somebodyIsHere)
  on(document, "visibilitychange", lookIfDue)
  on(window, "pageshow", (event) => event.persisted && look())
  bar.querySelector(".session-end__stay").addEventListener("click", stay)
  draw()
} else {
  tabs.postMessage(0) // a page for nobody who is signed in: the other tabs look whether that holds for them
}
