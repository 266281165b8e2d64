/* A button beside each password that shows what was typed; sent, it is a password again, so that browsers offer to keep it. */
for (const field of document.querySelectorAll("input[type=password]")) {
  const row = document.createElement("div")
  const button = document.createElement("button")
  row.className = "secret"
  button.type = "button"
  button.className = "secret__show"
  button.setAttribute("aria-controls", field.id)
  field.before(row)
  row.append(field, button)

  const show = (isShown) => {
    field.type = isShown ? "text" : "password"
    button.textContent = isShown ? "Hide" : "Show"
    button.setAttribute("aria-label", `${button.textContent} the password`)
  }
  show(false)
  button.addEventListener("click", () => show(field.type === "password"))
  field.form.addEventListener("submit", () => show(false))
}
