/* Passkeys. A form with `data-passkey` ("create" or "get") holds what the browser is to be asked in `data-options`, or
   says in `data-options-at` where to ask for it; its button begins, and the answer travels in the field `credential`. */
const canDoIt = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON)
const CANCELLED = "No passkey was used. Try again when you are ready."
const KNOWN_ALREADY = "This device has a passkey for your account already."
const FAILED = "That did not work. Load this page anew and try again."

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey
  const answer = await fetch(form.dataset.optionsAt, { headers: { Accept: "application/json" } })
  return (await answer.json()).request_options.publicKey
}

async function credentialFor(form) {
  const options = await optionsOf(form)
  const kind = PublicKeyCredential
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: kind.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: kind.parseRequestOptionsFromJSON(options) })
}

function wordsFor(problem) {
  if (problem.name === "InvalidStateError") return KNOWN_ALREADY
  return ["NotAllowedError", "AbortError"].includes(problem.name) ? CANCELLED : FAILED
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const words = form.querySelector("[role=status]")
  form.hidden = !canDoIt
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    words.textContent = ""
    try {
      form.elements.credential.value = JSON.stringify(await credentialFor(form))
      form.submit()
    } catch (problem) {
      words.textContent = wordsFor(problem)
    }
  })
}

for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = canDoIt
