/* Large photos: arrows and Escape follow the links on the page; + − 0 and dragging look closer, in all frames alike.
   Single-letter keys work only while focus is in the viewer (WCAG 2.1.4). */
const viewer = document.querySelector("[data-viewer]")
const frames = viewer ? [...viewer.querySelectorAll("[data-frame]")] : []
const pictureIn = (frame) => frame.querySelector("img")
const STEP = 1.25
const LARGEST = 8
let factor = 1 // 1 fits into the frame

function fittingWidth(frame) {
  const { naturalWidth, naturalHeight } = pictureIn(frame)
  if (!naturalWidth) return 0
  return Math.min(frame.clientWidth, (frame.clientHeight * naturalWidth) / naturalHeight, naturalWidth)
}

function fullSize() {
  const [frame] = frames
  return pictureIn(frame).naturalWidth / (fittingWidth(frame) || 1)
}

/* The point in the middle of a frame stays in the middle. */
function draw(frame) {
  const x = (frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth
  const y = (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight
  const width = fittingWidth(frame)
  frame.classList.toggle("viewer__frame--close", factor > 1)
  pictureIn(frame).style.inlineSize = factor > 1 && width ? `${width * factor}px` : ""
  frame.scrollTo(x * frame.scrollWidth - frame.clientWidth / 2, y * frame.scrollHeight - frame.clientHeight / 2)
}

function zoomTo(wanted) {
  factor = Math.min(LARGEST, Math.max(1, wanted))
  frames.forEach(draw)
  viewer.querySelector("[data-zoom-words]").value = factor === 1 ? "Fits" : `${Math.round(factor * 100)}%`
}

function follow(selector) {
  const link = document.querySelector(selector)
  if (link) link.click()
  return Boolean(link)
}

const keys = {
  "+": () => zoomTo(factor * STEP),
  "=": () => zoomTo(factor * STEP),
  "-": () => zoomTo(factor / STEP),
  0: () => zoomTo(1),
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (document.querySelector(".drop-down[open]")) return // Escape closes that menu
  const isInside = viewer?.contains(document.activeElement)
  let isDone = false
  if (event.key === "Escape") isDone = factor > 1 && isInside ? (zoomTo(1), true) : follow("[data-back]")
  else if (isInside && keys[event.key]) isDone = (keys[event.key](), true)
  else if (factor > 1 && document.activeElement?.matches("[data-frame]")) return // arrows move the picture
  else if (event.key === "ArrowLeft") isDone = follow("[rel=prev]")
  else if (event.key === "ArrowRight") isDone = follow("[rel=next]")
  if (isDone) event.preventDefault()
}

/* A mouse takes hold of the picture; fingers scroll by themselves. */
function letDrag(frame) {
  let held = null
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0 || factor === 1) return
    held = { x: event.clientX + frame.scrollLeft, y: event.clientY + frame.scrollTop }
    frame.setPointerCapture(event.pointerId)
  })
  frame.addEventListener("pointermove", (event) => {
    if (held) frame.scrollTo(held.x - event.clientX, held.y - event.clientY)
  })
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, () => (held = null))
  frame.addEventListener("dblclick", () => zoomTo(factor > 1 ? 1 : Math.max(2, fullSize())))
}

async function start() {
  viewer.querySelectorAll("[data-zoom], [data-keys]").forEach((part) => (part.hidden = false))
  viewer.querySelector("[data-zoom-link]").hidden = true
  viewer.querySelector("[data-zoom-in]").addEventListener("click", keys["+"])
  viewer.querySelector("[data-zoom-out]").addEventListener("click", keys["-"])
  viewer.querySelector("[data-zoom-fit]").addEventListener("click", keys[0])
  frames.forEach(letDrag)
  frames[0].focus({ preventScroll: true })
  const isFull = viewer.classList.contains("viewer--full")
  await Promise.allSettled(frames.map((frame) => pictureIn(frame).decode()))
  viewer.classList.remove("viewer--full")
  zoomTo(isFull ? fullSize() : 1)
}

document.addEventListener("keydown", onKey)
if (viewer) start()
