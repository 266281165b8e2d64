/* After a refused form, focus stands in the first field that is wrong; else in the field that the address names. */
const errors = document.querySelector("#content .errorlist")
const named = location.hash.startsWith("#id_") ? document.getElementById(location.hash.slice(1)) : null
const place = (errors || named)?.closest(".form-row, .inline-related")

function focusFirst() {
  const text = place.querySelector(".prose-editor [contenteditable]")
  const control = text || place.querySelector("input:not([type=hidden]), select, textarea, [data-choose-picture]")
  control?.focus()
}

if (place) window.addEventListener("load", () => setTimeout(focusFirst, 300))
