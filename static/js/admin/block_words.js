/* The first words in the header of each block, as they are typed. */
import { list } from "staff/block_order"

const kinds = JSON.parse(document.getElementById("block-kinds").textContent)
const MOST_WORDS = 9

export const kindOf = (block) => window.ContentEditor.pluginsByPrefix[block.id.replace(/-\d+$/, "")]
const wordsIn = (html) => new DOMParser().parseFromString(html.replace(/<\//g, " </"), "text/html").body.textContent

function firstWords(block) {
  const { prefix } = kindOf(block)
  for (const name of kinds[prefix].words_from) {
    const field = block.querySelector(`[name="${block.id}-${name}"]`)
    const words = field ? wordsIn(field.value).trim().split(/\s+/).filter(Boolean) : []
    if (words.length) return words.slice(0, MOST_WORDS).join(" ") + (words.length > MOST_WORDS ? " …" : "")
  }
  const chosen = block.querySelector("[data-picture-field] select")?.selectedOptions[0]
  if (chosen?.value) return chosen.text
  return block.classList.contains("has_original") ? "empty" : "new"
}

/** "Fact: How long it takes", for names of buttons and for what is announced. */
export const nameOf = (block) => `${kindOf(block).title}: ${block.querySelector("h3 .inline_label").textContent.trim()}`

export function startWords() {
  list().addEventListener("input", (event) => {
    const block = event.target.closest(".inline-related")
    if (!block?.querySelector(`[name^="${block.id}-"]`)) return
    block.querySelector("h3 .inline_label").textContent = firstWords(block)
    block.dispatchEvent(new CustomEvent("staff:renamed", { bubbles: true }))
  })
}
