/* Places for new pictures: a file that is chosen or dropped goes into the library at once, one after the other. Others
   hear of it by the events "picture:taken" (one picture) and "picture:done" (all of a drop), on the place itself. */
const ZONE = "[data-picture-drop]"
const NOT_ARRIVED = "The picture did not arrive. Check the connection and send it again."
const SIGNED_OUT = "The site did not take the picture. Load this page anew and sign in, then send it again."

const wordsOf = (zone) => zone.querySelector("[role=status]")

function line(words, className = "") {
  const made = document.createElement("p")
  made.className = className
  made.textContent = words
  return made
}

/** The picture as the library knows it. Throws an error whose message says what is wrong, for people. */
async function send(zone, file) {
  const data = new FormData()
  data.append("upload", file)
  const token = document.querySelector("input[name=csrfmiddlewaretoken]").value
  const headers = { Accept: "application/json", "X-CSRFToken": token }
  let answer
  try {
    answer = await fetch(zone.dataset.uploadUrl, { method: "POST", body: data, headers })
  } catch {
    throw new Error(NOT_ARRIVED)
  }
  if (answer.status === 413) throw new Error("This file is too large. Send a smaller copy of the photo.")
  const result = await answer.json().catch(() => ({ error: SIGNED_OUT }))
  if (result.error) throw new Error(result.error)
  return result
}

function tell(zone, taken, errors) {
  const known = taken.filter((picture) => picture.was_there)
  const count = taken.length - known.length
  const lines = known.map((picture) => line(`The library has this picture already, as “${picture.title}”.`))
  if (count) lines.unshift(line(count === 1 ? "The picture is in the library." : `${count} pictures are in the library.`))
  lines.push(...errors.map((words) => line(words, "picture-drop__error")))
  wordsOf(zone).replaceChildren(...lines)
}

async function takeIn(zone, files) {
  const taken = []
  const errors = []
  zone.setAttribute("aria-busy", "true")
  for (const [place, file] of files.entries()) {
    const name = files.length > 1 ? `Picture ${place + 1} of ${files.length}` : "The picture"
    wordsOf(zone).replaceChildren(line(`${name} is being sent …`))
    try {
      const picture = await send(zone, file)
      taken.push(picture)
      zone.dispatchEvent(new CustomEvent("picture:taken", { bubbles: true, detail: picture }))
    } catch (error) {
      errors.push(files.length > 1 ? `${name}: ${error.message}` : error.message)
    }
  }
  zone.removeAttribute("aria-busy")
  tell(zone, taken, errors)
  zone.dispatchEvent(new CustomEvent("picture:done", { bubbles: true, detail: taken }))
}

function start(files, zone) {
  const takesSeveral = zone.querySelector("input[type=file]").multiple
  const taken = takesSeveral ? [...files] : [...files].slice(0, 1)
  if (taken.length && !zone.hasAttribute("aria-busy")) takeIn(zone, taken)
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files")
const zoneOf = (event) => event.target.closest?.(ZONE)

document.addEventListener("change", (event) => {
  if (!event.target.matches(`${ZONE} input[type=file]`)) return
  const files = [...event.target.files]
  const zone = zoneOf(event)
  start(files, zone)
  event.target.value = ""
})

document.addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return
  const zone = zoneOf(event)
  // Beside a place, the browser would leave the page and show the file.
  event.preventDefault()
  event.dataTransfer.dropEffect = zone ? "copy" : "none"
  for (const each of document.querySelectorAll(ZONE)) each.classList.toggle("picture-drop--over", each === zone)
})

document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event)
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("picture-drop--over")
})

document.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return
  event.preventDefault()
  const zone = zoneOf(event)
  if (!zone) return
  zone.classList.remove("picture-drop--over")
  start(event.dataTransfer.files, zone)
})

document.documentElement.classList.add("takes-drops")
