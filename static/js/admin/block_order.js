/* The order of blocks. The editor orders them by CSS; we keep the document in the same order, so that Tab and screen
   readers go through blocks as everyone sees them. */
export const list = () => document.querySelector(".order-machine")
const orderingOf = (block) => block.querySelector(".order-machine-ordering")

export function blocksInOrder() {
  const blocks = [...list().querySelectorAll(":scope > .inline-related:not(.empty-form)")]
  return blocks.sort((one, other) => one.style.order - other.style.order)
}

/** Bring the document into the order that is seen, and leave focus where it was. */
export function settle(blocks = blocksInOrder()) {
  const focused = document.activeElement
  let previous = null
  for (const block of blocks) {
    const isInPlace = previous ? previous.nextElementSibling === block : list().firstElementChild === block
    if (!isInPlace) previous ? previous.after(block) : list().prepend(block)
    previous = block
  }
  list().append(list().querySelector(":scope > .order-machine-insert-target.last"))
  if (list().contains(focused) && document.activeElement !== focused) focused.focus({ preventScroll: true })
}

/** Move a block one place up (-1) or down (1). Returns its new place, or null at either end. */
export function move(block, step) {
  const blocks = blocksInOrder()
  const from = blocks.indexOf(block)
  const to = from + step
  if (to < 0 || to >= blocks.length) return null
  blocks.splice(to, 0, ...blocks.splice(from, 1))
  blocks.forEach((each, place) => {
    each.style.order = orderingOf(each).value = 10 * (place + 1)
  })
  settle(blocks)
  return to + 1
}

/** Saved blocks of one kind first, each by its number: the order in which Django numbers its forms anew. */
export function groupByNumber(prefix) {
  const number = (block) => Number(block.id.slice(prefix.length + 1))
  const blocks = blocksInOrder().filter((block) => block.id.startsWith(`${prefix}-`) && !Number.isNaN(number(block)))
  for (const block of blocks.sort((one, other) => number(one) - number(other))) list().append(block)
}
