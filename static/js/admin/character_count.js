/* "x of y letters" below fields that say how long they should be. Heard once typing rests, seen at once. */
const REST = 1000

function count(field) {
  const most = Number(field.dataset.countTo)
  const seen = document.createElement("p")
  const heard = document.createElement("p")
  seen.className = "field__count"
  seen.setAttribute("aria-hidden", "true")
  heard.className = "visually-hidden"
  heard.setAttribute("aria-live", "polite")
  field.after(seen, heard)

  let timer
  const show = () => {
    const length = [...field.value.replace(/\r\n/g, "\n")].length
    seen.textContent = `${length} of ${most} letters`
    seen.classList.toggle("field__count--over", length > most)
    return seen.textContent
  }
  field.addEventListener("input", () => {
    const words = show()
    clearTimeout(timer)
    timer = setTimeout(() => {
      heard.textContent = words
    }, REST)
  })
  show()
}

document.querySelectorAll("[data-count-to]").forEach(count)
