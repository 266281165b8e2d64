/* The page as it is typed, in a frame beside the form. Each drawing gets a frame of its own that is shown once it is
   there: nothing flickers, and the browser's way back stays as it is. */
const QUIET = 800 // milliseconds without a change before the page is drawn anew
const PATIENCE = 20000
const BROKEN = "The preview cannot be drawn just now. What you typed is still here; it is tried again with your next change."
const SLOW = "The preview takes long. What you typed is still here; it is tried again with your next change."

const aside = document.querySelector("[data-preview]")
const form = document.querySelector("#page_form")
const isTyped = Boolean(aside?.querySelector("button[form]"))
const box = aside?.querySelector(".preview__frame")
const problem = aside?.querySelector(".preview__problem")
let shown = null // the frame that is seen
let coming = null // the frame that is being filled
let drawn = null // what the form held when it was last drawn
let width = 390
let timer = 0
let giveUp = 0
let count = 0

const isSeen = () => box.offsetParent !== null && document.visibilityState === "visible"
const entries = () => [...new FormData(form)].filter(([, value]) => typeof value === "string")
const contents = () => (isTyped ? JSON.stringify(entries()) : "saved")

function tell(words) {
  if (problem.textContent !== words) problem.textContent = words
}

function fit(frame) {
  const scale = width > box.clientWidth ? box.clientWidth / width : 1
  frame.style.width = `${width > box.clientWidth ? width : box.clientWidth}px`
  frame.style.height = `${box.clientHeight / scale}px`
  frame.style.transform = scale === 1 ? "" : `scale(${scale})`
  frame.title = `Preview of this page at ${width > 390 ? "desktop" : "phone"} width`
}

// Links inside a page lead to their place; all others stay where they are.
function holdLinks(event) {
  const link = event.target.closest?.("a[href]")
  if (!link) return
  event.preventDefault()
  const place = link.getAttribute("href")
  if (place.length > 1 && place.startsWith("#")) {
    event.currentTarget.getElementById(decodeURIComponent(place.slice(1)))?.scrollIntoView()
  }
}

function show(frame) {
  const top = shown?.contentWindow?.scrollY ?? 0
  frame.contentDocument.addEventListener("click", holdLinks)
  frame.contentWindow.scrollTo({ top, behavior: "instant" })
  frame.classList.remove("preview__page--coming")
  frame.removeAttribute("aria-hidden")
  frame.inert = false
  shown?.remove()
  shown = frame
  tell("")
}

function stop() {
  clearTimeout(giveUp)
  coming?.remove()
  coming = null
}

function failed(words) {
  stop()
  drawn = null
  tell(words)
}

function arrived(frame) {
  const page = frame.contentDocument
  if (frame !== coming || page?.URL === "about:blank") return
  if (!page?.querySelector(".preview-banner")) {
    failed(page?.querySelector("[data-preview-problem]")?.textContent ?? BROKEN)
    return
  }
  clearTimeout(giveUp)
  coming = null
  show(frame)
  later()
}

function newFrame() {
  const frame = document.createElement("iframe")
  count += 1
  frame.name = `preview-${count}`
  frame.className = "preview__page preview__page--coming"
  frame.setAttribute("sandbox", "allow-same-origin allow-popups")
  frame.setAttribute("aria-hidden", "true")
  frame.inert = true
  fit(frame)
  return frame
}

// A form of its own: the editor's form is not sent, so nobody believes that it was.
function send(target) {
  const sent = document.createElement("form")
  Object.assign(sent, { method: "post", action: aside.dataset.preview, target, hidden: true })
  for (const [name, value] of [...entries(), ["in_frame", "1"]]) {
    const field = document.createElement("input")
    Object.assign(field, { type: "hidden", name, value })
    sent.append(field)
  }
  document.body.append(sent)
  HTMLFormElement.prototype.submit.call(sent)
  sent.remove()
}

function draw() {
  drawn = contents()
  coming = newFrame()
  const frame = coming
  if (!isTyped) frame.src = `${aside.dataset.preview}?in_frame=1`
  box.append(frame)
  frame.addEventListener("load", () => arrived(frame))
  giveUp = setTimeout(() => failed(SLOW), PATIENCE)
  if (isTyped) send(frame.name)
}

function drawWhenChanged() {
  if (!coming && isSeen() && contents() !== drawn) draw()
}

function later() {
  clearTimeout(timer)
  timer = setTimeout(drawWhenChanged, QUIET)
}

function choose(button) {
  width = Number(button.dataset.width)
  for (const each of aside.querySelectorAll("[data-width]")) each.setAttribute("aria-pressed", String(each === button))
  for (const frame of [shown, coming]) if (frame) fit(frame)
}

function start() {
  for (const part of aside.querySelectorAll("[hidden]")) part.hidden = false
  for (const button of aside.querySelectorAll("[data-width]")) button.addEventListener("click", () => choose(button))
  for (const kind of ["input", "change", "click", "keyup", "drop"]) document.addEventListener(kind, later)
  window.addEventListener("focus", later)
  document.addEventListener("visibilitychange", later)
  new ResizeObserver(() => {
    for (const frame of [shown, coming]) if (frame) fit(frame)
    later()
  }).observe(box)
  later()
}

if (aside && (form || !isTyped)) window.addEventListener("load", () => setTimeout(start))
