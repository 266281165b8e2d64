/* What we add to the block editor, once it has set itself up: each behaviour in a module of its own. */
import { startAdding } from "staff/block_adding"
import { settle } from "staff/block_order"
import { startTools } from "staff/block_tools"
import { startWords } from "staff/block_words"

function sayWhatIsEmpty() {
  const { messages } = window.ContentEditor
  const stockWords = messages.empty
  messages.empty = "No blocks yet. Add the first one here."
  for (const message of document.querySelectorAll(".machine-message")) {
    if (message.textContent === stockWords) message.textContent = messages.empty
  }
}

document.addEventListener("content-editor:ready", () => {
  const mayChange = window.ContentEditor.allowChange
  sayWhatIsEmpty()
  settle()
  startWords()
  startTools(mayChange)
  if (mayChange) startAdding()
})
