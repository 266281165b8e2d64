/* "Add here" between all blocks: real buttons, and a list of kinds that opens where the block will come. */
import { blocksInOrder, list } from "staff/block_order"

const kinds = JSON.parse(document.getElementById("block-kinds").textContent)
const wrapper = () => document.querySelector(".order-machine-wrapper")
const choices = () => document.querySelector(".plugin-buttons")
let opener = null

function addButton(words) {
  const button = document.createElement("button")
  const plus = document.createElement("b")
  plus.textContent = "+"
  plus.setAttribute("aria-hidden", "true")
  button.type = "button"
  button.className = "order-machine-insert-target"
  button.setAttribute("aria-expanded", "false")
  button.append(plus, words)
  return button
}

/** Put a button in the place of the editor's mark. In a block it comes first, as it adds above. */
function replaceMarks() {
  for (const block of blocksInOrder()) {
    const mark = block.querySelector(":scope > span.order-machine-insert-target")
    if (!mark) continue
    mark.remove()
    block.prepend(addButton("Add here"))
  }
  const last = list().querySelector(":scope > span.order-machine-insert-target.last")
  if (last) {
    const button = addButton("Add at the end")
    button.classList.add("last")
    last.replaceWith(button)
  }
}

function kindButton(plugin, stockButton) {
  const button = document.createElement("button")
  const about = document.createElement("small")
  about.textContent = kinds[plugin.prefix].about
  button.type = "button"
  button.className = "block-kinds__kind"
  button.append(plugin.title, about)
  button.addEventListener("click", () => stockButton.click())
  const item = document.createElement("li")
  item.append(button)
  return item
}

function fillChoices() {
  const kindList = document.createElement("ul")
  kindList.className = "block-kinds"
  for (const plugin of window.ContentEditor.plugins) {
    const stockButton = choices().querySelector(`:scope > [data-plugin-prefix="${plugin.prefix}"]`)
    kindList.append(kindButton(plugin, stockButton))
  }
  choices().setAttribute("role", "group")
  choices().setAttribute("aria-label", "Kinds of block")
  choices().append(kindList)
}

/** Follows the editor's own class, so that every way of closing the list is the same to us. */
function followTheList() {
  const isOpen = wrapper().classList.contains("plugin-buttons-visible")
  for (const button of document.querySelectorAll("button.order-machine-insert-target")) {
    button.setAttribute("aria-expanded", String(isOpen && button.classList.contains("selected")))
  }
  if (!isOpen) {
    const hadFocus = choices().contains(document.activeElement)
    wrapper().append(choices())
    if (hadFocus) opener?.focus()
    return
  }
  const button = document.querySelector(".order-machine-insert-target.selected")
  if (button.nextElementSibling === choices()) return
  opener = button
  button.after(choices())
  choices().style.left = choices().style.top = ""
  choices().style.order = button.classList.contains("last") ? "2147483647" : ""
  choices().scrollIntoView({ block: "nearest" })
  choices().querySelector("button").focus()
}

/** Focus the first field of a new block; a rich text is ready a moment later than the others. */
function focusNew(block) {
  const field = block.querySelector(
    "fieldset :is(input:not([type=hidden], [type=number]), select, textarea, [data-choose-picture])",
  )
  block.scrollIntoView({ block: "nearest" })
  if (!field?.matches("[data-django-prose-editor-configurable]")) {
    field?.focus()
    return
  }
  const text = field.closest(".prose-editor")?.querySelector("[contenteditable]")
  if (text) text.focus()
  else block.addEventListener("prose-editor:ready", (event) => event.detail.editor.commands.focus(), { once: true })
}

export function startAdding() {
  replaceMarks()
  fillChoices()
  new MutationObserver(followTheList).observe(wrapper(), {
    attributes: true,
    attributeFilter: ["class"],
  })
  list().addEventListener("click", (event) => {
    // The list may be asked for at another place while it is open.
    if (event.target.closest(".order-machine-insert-target")) setTimeout(followTheList)
  })
  document.addEventListener("content-editor:activate", replaceMarks)
  document.addEventListener("formset:added", (event) => {
    if (list().contains(event.target)) setTimeout(() => focusNew(event.target))
  })
}
