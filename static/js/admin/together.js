/* Tells the site that this page is open here, and tells its reader who else has it open and who saved meanwhile. */
const EVERY = 20_000 // milliseconds
const part = document.querySelector(".together[data-presence]")
const form = part?.closest("form")

function word(name) {
  const data = new FormData()
  for (const field of ["csrfmiddlewaretoken", "based_on"]) data.set(field, form.elements.namedItem(field).value)
  if (name) data.set(name, "1")
  return data
}

/** Only a change is written, so that a screen reader hears nothing twice. */
function say(place, words) {
  if (place.textContent !== words) place.textContent = words
}

function show({ others, saved }) {
  say(part.querySelector(".together__others"), others)
  const newer = part.querySelector(".together__newer")
  newer.hidden = !saved
  say(part.querySelector(".together__saved"), saved)
}

async function tell() {
  try {
    const answer = await fetch(part.dataset.presence, { method: "POST", body: word(), redirect: "manual" })
    if (answer.ok) show(await answer.json())
    else if (answer.type === "opaqueredirect") say(part.querySelector(".together__others"), part.dataset.signedOut)
  } catch {
    // No connection: the next word may get through.
  }
}

/** A button of the form that is there for one press only: as a first button it would be pressed by Enter. */
function press(name) {
  const button = document.createElement("button")
  button.type = "submit"
  button.name = name
  button.value = "1"
  button.formNoValidate = true
  button.hidden = true
  form.append(button)
  form.requestSubmit(button)
  button.remove()
}

if (part) {
  tell()
  setInterval(tell, EVERY)
  part.querySelector(".together__compare").addEventListener("click", () => press("_compare"))
  window.addEventListener("pagehide", () => navigator.sendBeacon(part.dataset.presence, word("leave")))
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") tell()
  })
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) tell()
  })
}
