/* The focal point of a picture: press or drag on the picture, move the ring by arrow keys, or write the two numbers. On a
   page, blank numbers stand for the library's point, and the ring shows that one. */
const REST = 600
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const within = (value) => Math.min(100, Math.max(0, Math.round(value)))

function fieldsOf(preview) {
  const place = preview.closest(".inline-related, .picture-screen")
  const fields = ["focus_x", "focus_y"].map((name) => place?.querySelector(`input[name$="${name}"]`))
  return fields.every(Boolean) ? fields : null
}

function pointOf(preview) {
  const library = [preview.dataset.libraryX ?? 50, preview.dataset.libraryY ?? 50]
  return fieldsOf(preview).map((field, axis) => within(Number(field.value === "" ? library[axis] : field.value) || 0))
}

function draw(preview) {
  const [x, y] = pointOf(preview)
  const ring = preview.querySelector(".picture-field__point")
  ring.style.left = `${x}%`
  ring.style.top = `${y}%`
  ring.setAttribute("aria-label", `Focal point, ${x} from the left, ${y} from the top`)
}

function set(preview, point) {
  const fields = fieldsOf(preview)
  fields.forEach((field, axis) => {
    field.value = within(point[axis])
  })
  for (const field of fields) field.dispatchEvent(new Event("input", { bubbles: true }))
}

function setByPointer(preview, event) {
  const box = preview.querySelector(".picture-field__image").getBoundingClientRect()
  set(preview, [((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100])
}

/** Says the new place once the keys rest. */
function teller(preview) {
  const region = document.createElement("p")
  region.className = "visually-hidden"
  region.setAttribute("aria-live", "polite")
  preview.after(region)
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const [x, y] = pointOf(preview)
      region.textContent = `${x} from the left, ${y} from the top`
    }, REST)
  }
}

function ringFor(preview) {
  const ring = document.createElement("button")
  const tell = teller(preview)
  ring.type = "button"
  ring.className = "picture-field__point"
  ring.title = "Arrow keys move the point, with Shift in larger steps"
  ring.addEventListener("keydown", (event) => {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const far = event.shiftKey ? 10 : 1
    set(preview, pointOf(preview).map((value, axis) => value + step[axis] * far))
    tell()
  })
  return ring
}

/** One number alone says nothing: the other comes and goes with it. Both blank is the library's point again. */
function complete(preview, changed) {
  const fields = fieldsOf(preview)
  const place = fields[0] === changed ? 1 : 0
  if (changed.value === "" && "libraryX" in preview.dataset) fields[place].value = ""
  else if (fields[place].value === "") fields[place].value = pointOf(preview)[place]
  draw(preview)
}

/** A finger that moves over the picture scrolls the page: it sets the point by a tap, or drags the ring. */
function listenToPointers(preview) {
  const ring = preview.querySelector(".picture-field__point")
  let isFinger = false
  preview.addEventListener("pointerdown", (event) => {
    isFinger = event.pointerType === "touch"
    if (isFinger && event.target !== ring) return
    event.preventDefault()
    preview.setPointerCapture(event.pointerId)
    if (!isFinger) setByPointer(preview, event)
    ring.focus({ preventScroll: true })
  })
  preview.addEventListener("pointermove", (event) => {
    if (preview.hasPointerCapture(event.pointerId)) setByPointer(preview, event)
  })
  preview.addEventListener("click", (event) => {
    if (isFinger && event.detail && event.target !== ring) setByPointer(preview, event)
  })
}

function start(preview) {
  const fields = fieldsOf(preview)
  if (!fields || fields[0].name.includes("__prefix__") || preview.dataset.started) return
  preview.dataset.started = "yes"
  preview.classList.add("picture-field__preview--live")
  preview.append(ringFor(preview))
  listenToPointers(preview)
  for (const field of fields) {
    field.addEventListener("input", () => draw(preview))
    field.addEventListener("change", () => complete(preview, field))
  }
  preview.addEventListener("picture:shown", () => draw(preview))
  draw(preview)
}

const startIn = (place) => place.querySelectorAll(".picture-field__preview").forEach(start)

startIn(document)
document.addEventListener("formset:added", (event) => startIn(event.target))
