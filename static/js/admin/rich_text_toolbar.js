/* The toolbar above a rich text: only what the page may hold, named in full, usable by arrow keys. It takes the place of
   the editor's own toolbar, which is found under the same name. */
import { Menu as StockMenu } from "django-prose-editor/editor"

// The editor wants to put a style element into the page, which our policy forbids. It leaves that if it finds one: here
// it finds one of no known namespace, which styles nothing. The rules stand in rich-text.css.
const found = document.createElementNS("urn:nothing", "style")
found.setAttribute("data-tiptap-style", "")
document.head.append(found)

const SVG = "http://www.w3.org/2000/svg"
const BULLETS = "M7 5h10M7 10h10M7 15h10M3 5h.5M3 10h.5M3 15h.5"
const NUMBERS = "M8 5h9M8 10h9M8 15h9M2.5 4L4 3v4M2.5 12.5c0-1.6 2.4-1.5 2.4 0c0 1.3-2.4 2-2.4 3.5h2.6"
const CHAIN = "M8.5 11.5l3-3M7 9L4.8 11.2a2.8 2.8 0 004 4L11 13M9 7l2.2-2.2a2.8 2.8 0 014 4L13 11"

const run = (editor) => editor.chain().focus()
const ITEMS = [
  { needs: "heading", name: "Large heading", sign: "H2", is: ["heading", { level: 2 }], act: (e) => run(e).toggleHeading({ level: 2 }).run() },
  { needs: "heading", name: "Smaller heading", sign: "H3", is: ["heading", { level: 3 }], act: (e) => run(e).toggleHeading({ level: 3 }).run() },
  { needs: "bold", name: "Bold", sign: "b", letter: "B", is: ["bold"], act: (e) => run(e).toggleBold().run() },
  { needs: "italic", name: "Italic", sign: "i", letter: "I", is: ["italic"], act: (e) => run(e).toggleItalic().run() },
  { needs: "bulletList", name: "List", drawing: BULLETS, is: ["bulletList"], act: (e) => run(e).toggleBulletList().run() },
  { needs: "orderedList", name: "Numbered list", drawing: NUMBERS, is: ["orderedList"], act: (e) => run(e).toggleOrderedList().run() },
  { needs: "link", name: "Link", drawing: CHAIN, is: ["link"], act: (e) => e.commands.addLink() },
]

function faceOf({ sign, letter, drawing }) {
  if (drawing) {
    const svg = document.createElementNS(SVG, "svg")
    const path = document.createElementNS(SVG, "path")
    svg.setAttribute("viewBox", "0 0 20 20")
    svg.setAttribute("aria-hidden", "true")
    path.setAttribute("d", drawing)
    svg.append(path)
    return svg
  }
  if (!letter) return sign
  const face = document.createElement(sign)
  face.textContent = letter
  return face
}

function buttonFor(editor, item) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "text-toolbar__button"
  button.title = item.name
  button.setAttribute("aria-label", item.name)
  button.append(faceOf(item))
  button.addEventListener("click", () => item.act(editor))
  editor.on("transaction", () => button.setAttribute("aria-pressed", String(editor.isActive(...item.is))))
  return button
}

/** One stop for Tab; arrow keys go from button to button. */
function moveByArrows(toolbar) {
  const buttons = [...toolbar.children]
  const makeCurrent = (button) => {
    for (const each of buttons) each.tabIndex = each === button ? 0 : -1
  }
  makeCurrent(buttons[0])
  toolbar.addEventListener("focusin", (event) => makeCurrent(event.target.closest("button")))
  toolbar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const place = buttons.indexOf(document.activeElement)
    buttons[(place + step + buttons.length) % buttons.length].focus()
  })
}

export const Menu = StockMenu.extend({
  onCreate({ editor }) {
    const text = editor.view.dom
    const textarea = text.closest(".prose-editor").querySelector("textarea")
    const name = document.querySelector(`label[for="${textarea.id}"]`)?.textContent.trim() || "Text"
    const toolbar = document.createElement("div")
    toolbar.className = "text-toolbar"
    toolbar.setAttribute("role", "toolbar")
    toolbar.setAttribute("aria-label", `Format: ${name}`)
    const known = { ...editor.schema.nodes, ...editor.schema.marks }
    toolbar.append(...ITEMS.filter((item) => item.needs in known).map((item) => buttonFor(editor, item)))
    moveByArrows(toolbar)
    text.before(toolbar)
    text.setAttribute("aria-label", name)
    text.spellcheck = true
    for (const attribute of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(attribute)) text.setAttribute(attribute, textarea.getAttribute(attribute))
    }
    editor.view.dispatch(editor.state.tr)
  },
})
