/* After a refused form, focus stands in the first field that is wrong. */
const errors = document.querySelector("#content .errorlist")
const place = errors?.closest(".form-row, .inline-related")

function focusFirst() {
  const control = place?.querySelector(
    "[contenteditable=true], input:not([type=hidden]), select, textarea:not([data-django-prose-editor-configurable])",
  )
  control?.focus()
}

if (place) window.addEventListener("load", () => setTimeout(focusFirst, 300))
