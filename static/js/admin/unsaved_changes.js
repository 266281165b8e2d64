/* Asks before someone leaves a form with changes that were not saved. */
const form = document.querySelector("#content-main form:has(.submit-row)")
let atStart = null
let isSending = false

const asText = (value) => (value instanceof File ? `${value.name} ${value.size}` : value)
const contents = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, asText(value)]))

function remember() {
  // A form that came back with errors holds changes already.
  atStart = document.querySelector(".errornote, .together__typed") ? "" : contents()
}

if (form) {
  window.addEventListener("load", () => setTimeout(remember))
  form.addEventListener("submit", (event) => {
    isSending = event.submitter?.formTarget !== "_blank" // a preview in a new tab leaves the form as it is
  })
  // What the site said last is about what was saved, no longer about what is typed.
  form.addEventListener("keydown", () => document.querySelector(".messagelist")?.classList.add("messagelist--old"), { once: true })
  window.addEventListener("pageshow", () => {
    isSending = false
  })
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && atStart !== null && contents() !== atStart) event.preventDefault()
  })
}
