/* The library's grid: a picture that was just added stands first, ready to be described. */
const grid = document.querySelector(".picture-grid")
const empty = document.getElementById("picture-card")

function cardOf(picture) {
  const card = empty.content.firstElementChild.cloneNode(true)
  const image = card.querySelector("img")
  card.querySelector("a").href = picture.address
  card.querySelector(".picture-card__title").textContent = picture.title
  image.src = picture.src
  image.width = picture.width
  image.height = picture.height
  card.classList.add("picture-card--new")
  return card
}

document.addEventListener("picture:taken", ({ detail }) => {
  if (detail.was_there) return
  grid.prepend(cardOf(detail))
  document.querySelector(".picture-grid__empty")?.remove()
})
