/* Links in a rich text: to a page of ours, chosen from a list, or to an address. Our pages are kept by number
   (`page:12`), so that links follow a page when its address changes. */
import { Link } from "django-prose-editor/editor"

const ADDRESS = /^(https:\/\/\S+\.\S+|mailto:\S+@\S+\.\S+|tel:\+?[\d().\- ]{3,})$/
const REFUSAL = "Write a full address that starts with https://, mailto: or tel:, or choose a page."
let dialogs = 0

const pages = () => JSON.parse(document.getElementById("link-choices")?.textContent || "[]")

function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

function row(id, label, help, control) {
  control.id = id
  control.setAttribute("aria-describedby", `${id}_helptext`)
  return element("div", { class: "form-row" }, [
    element("label", { class: "field__label", for: id }, [label]),
    element("p", { class: "field__help", id: `${id}_helptext` }, [help]),
    control,
  ])
}

function pageSelect(href) {
  const choices = pages()
  const select = element("select", {}, [new Option("No page: an address below", "")])
  for (const page of choices) select.append(new Option(`${page.title} (${page.path})`, page.href))
  if (href.startsWith("page:") && !choices.some((page) => page.href === href)) {
    select.append(new Option("A page that is gone", href))
  }
  select.value = href.startsWith("page:") ? href : ""
  return select
}

/** A bare email address or www address becomes what it means. */
function asAddress(typed) {
  const text = typed.trim()
  if (/^[^\s:/]+@[^\s:/]+\.[^\s:/]+$/.test(text)) return `mailto:${text}`
  return /^www\.\S+$/.test(text) ? `https://${text}` : text
}

/** Ask for a link. `done` gets `{href, words}`, `{href: null}` for "remove", or null when nothing shall change. */
function ask({ href, needsWords }, done) {
  const id = `link-dialog-${++dialogs}`
  const words = element("input", { type: "text", autocomplete: "off" })
  const select = pageSelect(href)
  const address = element("input", { type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false" })
  const error = element("p", { class: "errorlist", role: "alert" })
  const set = element("button", { type: "submit", class: "button button--main" }, ["Set link"])
  const remove = element("button", { type: "button", class: "button" }, ["Remove link"])
  const cancel = element("button", { type: "button", class: "button button--plain" }, ["Cancel"])
  address.value = href.startsWith("page:") ? "" : href
  const form = element("form", { novalidate: "" }, [
    element("h2", { id: `${id}-title` }, [href ? "Change link" : "New link"]),
    ...(needsWords ? [row(`${id}-words`, "Words", "What readers see and press.", words)] : []),
    row(`${id}-page`, "A page of this site", "The link follows the page if its address changes.", select),
    row(`${id}-address`, "Or an address", "Starts with https://, mailto: or tel:.", address),
    error,
    element("p", { class: "button-row" }, [set, ...(href ? [remove] : []), cancel]),
  ])
  const dialog = element("dialog", { class: "link-dialog", "aria-labelledby": `${id}-title` }, [form])
  let answer = null

  const showAddress = () => {
    address.closest(".form-row").hidden = Boolean(select.value)
  }
  const refuse = (message, field) => {
    error.textContent = message
    field.setAttribute("aria-invalid", "true")
    field.focus()
  }
  select.addEventListener("change", showAddress)
  remove.addEventListener("click", () => {
    answer = { href: null }
    dialog.close()
  })
  cancel.addEventListener("click", () => dialog.close())
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    event.stopPropagation()
    const target = select.value || asAddress(address.value)
    if (needsWords && !words.value.trim()) return refuse("Write the words of the link.", words)
    if (!select.value && !ADDRESS.test(target)) return refuse(REFUSAL, address)
    answer = { href: target, words: words.value.trim() }
    dialog.close()
  })
  dialog.addEventListener("close", () => {
    dialog.remove()
    done(answer)
  })
  showAddress()
  // Outside the page's form, so that Enter here never saves the page.
  document.body.append(dialog)
  dialog.showModal()
}

function apply(editor, { href, words }, hadLink) {
  const chain = editor.chain().focus()
  if (href === null) chain.extendMarkRange("link").unsetMark("link").run()
  else if (hadLink) chain.extendMarkRange("link").setMark("link", { href }).run()
  else if (words) chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] }).run()
  else chain.setMark("link", { href }).run()
}

export const PageLink = Link.extend({
  addOptions() {
    return { ...this.parent?.(), enableTarget: false, autolink: false, defaultProtocol: "https" }
  },
  addMenuItems() {},
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const hadLink = editor.isActive("link")
          const href = hadLink ? editor.getAttributes("link").href || "" : ""
          const needsWords = !hadLink && editor.state.selection.empty
          ask({ href, needsWords }, (answer) => {
            if (answer) apply(editor, answer, hadLink)
            else editor.commands.focus()
          })
          return true
        },
    }
  },
  addKeyboardShortcuts() {
    return {
      "Mod-k": ({ editor }) => editor.commands.addLink(),
    }
  },
})
