/* A picture block: see a new file before it is saved, and set the focal point by a press on the picture. */
const fields = (block) => ["focus_x", "focus_y"].map((name) => block.querySelector(`[name$="-${name}"]`))

function showPoint(block) {
  const preview = block.querySelector(".picture-field__preview")
  let point = preview.querySelector(".picture-field__point")
  if (!point) {
    point = document.createElement("span")
    point.className = "picture-field__point"
    preview.append(point)
  }
  const [left, top] = fields(block).map((field) => Math.min(100, Math.max(0, Number(field.value) || 0)))
  point.style.left = `${left}%`
  point.style.top = `${top}%`
}

function setPoint(block, event) {
  const box = block.querySelector(".picture-field__image").getBoundingClientRect()
  const shares = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]
  fields(block).forEach((field, axis) => {
    field.value = Math.round(Math.min(1, Math.max(0, shares[axis])) * 100)
    field.dispatchEvent(new Event("input", { bubbles: true }))
  })
  showPoint(block)
}

function showFile(block, file) {
  const preview = block.querySelector(".picture-field__preview")
  const image = block.querySelector(".picture-field__image")
  const words = block.querySelector(".picture-field__words")
  const address = URL.createObjectURL(file)
  image.removeAttribute("width")
  image.removeAttribute("height")
  image.alt = "The picture you chose"
  image.onload = () => {
    preview.hidden = false
    words.textContent = "This picture is kept once you save."
    showPoint(block)
  }
  image.onerror = () => {
    preview.hidden = true
    words.textContent = `${file.name} cannot be shown here before it is saved.`
  }
  image.src = address
}

function start(block) {
  const preview = block.querySelector(".picture-field__preview")
  const input = block.querySelector("input[type=file]")
  if (!preview || input.name.includes("__prefix__") || preview.dataset.started) return
  preview.dataset.started = "yes"
  preview.classList.add("picture-field__preview--live")
  preview.addEventListener("pointerdown", (event) => {
    event.preventDefault()
    preview.setPointerCapture(event.pointerId)
    setPoint(block, event)
  })
  preview.addEventListener("pointermove", (event) => {
    if (preview.hasPointerCapture(event.pointerId)) setPoint(block, event)
  })
  for (const field of fields(block)) field.addEventListener("input", () => showPoint(block))
  input.addEventListener("change", () => {
    if (input.files.length) showFile(block, input.files[0])
  })
  showPoint(block)
}

for (const preview of document.querySelectorAll(".picture-field__preview")) start(preview.closest(".inline-related"))
document.addEventListener("formset:added", (event) => {
  if (event.target.querySelector(".picture-field")) start(event.target)
})
