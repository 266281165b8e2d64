/* Buttons of a block: move up, move down, fold. They work by keyboard, mouse and touch, and say what they did. */
import { announce } from "staff/announce"
import { blocksInOrder, groupByNumber, list, move, settle } from "staff/block_order"
import { kindOf, nameOf } from "staff/block_words"

const DRAWINGS = {
  up: "M9 14V4M4.5 8.5L9 4l4.5 4.5",
  down: "M9 4v10M4.5 9.5L9 14l4.5-4.5",
  fold: "M4.5 7l4.5 4.5L13.5 7",
}
const SVG = "http://www.w3.org/2000/svg"

function drawnButton(drawing, action) {
  const button = document.createElement("button")
  const svg = document.createElementNS(SVG, "svg")
  const path = document.createElementNS(SVG, "path")
  path.setAttribute("d", DRAWINGS[drawing])
  svg.setAttribute("viewBox", "0 0 18 18")
  svg.setAttribute("aria-hidden", "true")
  svg.append(path)
  button.type = "button"
  button.className = "block-tools__button"
  button.dataset.tool = drawing
  button.append(svg)
  button.addEventListener("click", action)
  return button
}

function moveAndTell(block, step) {
  const place = move(block, step)
  if (place === null) {
    announce(`${nameOf(block)} is ${step < 0 ? "the first" : "the last"} block already.`)
    return
  }
  refresh()
  block.classList.add("block-arrived")
  setTimeout(() => block.classList.remove("block-arrived"), 900)
  block.scrollIntoView({ block: "nearest" })
  announce(`${nameOf(block)} is now block ${place} of ${blocksInOrder().length}.`)
}

function fold(block) {
  // A press on the header is the editor's own way to fold.
  block.querySelector(":scope > h3").click()
  refresh()
}

function addTools(block, mayChange) {
  const tools = block.querySelector(":scope > .block-tools")
  if (!tools || tools.querySelector("[data-tool]")) return
  const buttons = [drawnButton("fold", () => fold(block))]
  if (mayChange) {
    buttons.unshift(
      drawnButton("up", () => moveAndTell(block, -1)),
      drawnButton("down", () => moveAndTell(block, 1)),
    )
  }
  tools.prepend(...buttons)
  const remove = block.querySelector(":scope > h3 .inline-deletelink")
  if (remove) tools.append(remove.parentElement)
}

/** Names and states of all buttons, after anything changed. */
export function refresh() {
  const blocks = blocksInOrder()
  blocks.forEach((block, place) => {
    const name = nameOf(block)
    const tool = (kind) => block.querySelector(`:scope > .block-tools [data-tool="${kind}"]`)
    const isOpen = !block.classList.contains("collapsed")
    tool("up")?.setAttribute("aria-label", `Move up, ${name}`)
    tool("up")?.setAttribute("aria-disabled", String(place === 0))
    tool("down")?.setAttribute("aria-label", `Move down, ${name}`)
    tool("down")?.setAttribute("aria-disabled", String(place === blocks.length - 1))
    tool("fold")?.setAttribute("aria-label", `Fields of ${name}`)
    tool("fold")?.setAttribute("aria-expanded", String(isOpen))
    block.querySelector(".block-tools .delete input")?.setAttribute("aria-label", `Remove, ${name}`)
    block.querySelector(".block-tools .inline-deletelink")?.setAttribute("aria-label", `Remove, ${name}`)
  })
}

function addFoldAll() {
  const all = document.querySelector(".collapse-items input")
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button button--plain"
  const name = () => {
    button.textContent = all.checked ? "Open all blocks" : "Fold all blocks"
  }
  button.addEventListener("click", () => {
    all.checked = !all.checked
    all.dispatchEvent(new Event("change"))
    name()
    refresh()
  })
  name()
  document.querySelector(".machine-collapse").append(button)
  const heading = document.querySelector(".tabs.regions .tab")
  heading.parentElement.prepend(heading)
}

/* Django numbers the blocks of a kind anew, in document order, when a new one is taken away. Saved ones must come
   first then, or it would mix them up with new ones. */
function keepNumbersWhenOneGoes() {
  list().addEventListener(
    "click",
    (event) => {
      const link = event.target.closest(".inline-deletelink")
      if (!link) return
      const block = link.closest(".inline-related")
      const place = blocksInOrder().indexOf(block)
      const name = nameOf(block)
      groupByNumber(kindOf(block).prefix)
      setTimeout(() => {
        settle()
        refresh()
        announce(`${name} was removed.`)
        const next = blocksInOrder()[Math.min(place, blocksInOrder().length - 1)]
        const target = next?.querySelector('[data-tool="fold"]') || document.querySelector(".order-machine-insert-target.last")
        target.focus()
      })
    },
    true,
  )
}

export function startTools(mayChange) {
  const addAll = () => {
    for (const block of blocksInOrder()) addTools(block, mayChange)
    settle()
    refresh()
  }
  addAll()
  addFoldAll()
  keepNumbersWhenOneGoes()
  document.addEventListener("content-editor:activate", addAll)
  list().addEventListener("staff:renamed", refresh)
  list().addEventListener("click", () => setTimeout(refresh))
  list().addEventListener("drop", () =>
    setTimeout(() => {
      settle()
      refresh()
      announce("The block was moved.")
    }),
  )
}
