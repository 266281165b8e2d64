/* Keys for the inbox: J next, K previous, A assign to me; Enter opens what has focus. They can be switched off, which
   the browser remembers, and do nothing while a field has focus or where the line that explains them is not seen. */
const KEPT = "inbox-keys"
const line = document.getElementById("inbox-keys")
const { announce } = await import(line.dataset.announce) // the address holds a hash, which only the server knows
const button = line.querySelector(".keys__switch")
const form = document.getElementById("changelist-form")
const rows = () => [...document.querySelectorAll("#result_list tbody tr")]
const linkOf = (row) => row.querySelector(".field-patient a")
let current = null

function isOn() {
  try {
    return localStorage.getItem(KEPT) !== "off"
  } catch {
    return true
  }
}

function switchTo(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off")
  } catch {
    /* not remembered, then */
  }
  show(on)
  announce(on ? "Shortcuts are on" : "Shortcuts are off")
}

function show(on) {
  button.textContent = on ? "Turn shortcuts off" : "Turn shortcuts on"
  line.classList.toggle("keys--off", !on)
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input, select, textarea") !== null
}

function rowWithFocus() {
  return document.activeElement?.closest("#result_list tbody tr") ?? current
}

function move(step) {
  const all = rows()
  if (!all.length) return
  const place = all.indexOf(rowWithFocus())
  current = all[place < 0 ? 0 : Math.min(all.length - 1, Math.max(0, place + step))]
  linkOf(current).focus()
  current.scrollIntoView({ block: "nearest" })
}

/* The same form that ticked rows are sent with, for one row. The answer is the list as it is now. */
async function assign(row) {
  const box = row.querySelector(".action-select")
  const seen = row.querySelector("input[type=hidden]")
  const sent = new FormData()
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value)
  sent.set("action", "assign_to_me")
  sent.set("index", "0")
  sent.set(box.name, box.value)
  if (seen) sent.set(seen.name, seen.value)
  const answer = await fetch(location.href, { method: "POST", body: sent })
  const list = new DOMParser().parseFromString(await answer.text(), "text/html")
  if (!answer.ok || !list.querySelector(".messagelist")) throw new Error(`no list: ${answer.status}`)
  return list
}

/* What the list says now of this row. Focus and the tick stay where they are. */
function take(list, row) {
  const fresh = list.getElementById(row.id)
  const messages = list.querySelector(".messagelist")
  const isDone = messages.querySelector(".success") !== null
  const seen = row.querySelector("input[type=hidden]")
  if (fresh) {
    for (const part of [".field-waiting", ".field-stage", ".field-owner"]) {
      row.querySelector(part).replaceWith(fresh.querySelector(part))
    }
    if (seen) seen.value = fresh.querySelector("input[type=hidden]").value
  } else if (isDone) {
    // It belongs to another view now, and stays in sight until the page is loaded again.
    row.querySelector(".inbox__nobody")?.replaceWith("you")
    seen?.remove()
  }
  tell(messages.textContent.trim(), isDone ? "success" : "warning", isDone ? "Assigned to you" : undefined)
}

function tell(words, kind, heard = words) {
  const list = document.createElement("ul")
  const item = document.createElement("li")
  list.className = "messagelist"
  item.className = kind
  item.textContent = words
  list.append(item)
  document.querySelector(".messagelist")?.remove()
  document.getElementById("content-start").prepend(list)
  announce(heard)
}

async function assignCurrent() {
  const row = rowWithFocus()
  if (!row) return tell("Choose a request first: press J.", "warning")
  if (!row.querySelector(".action-select")) return
  current = row
  try {
    take(await assign(row), row)
  } catch {
    tell("This did not work. Please load the page again.", "error")
  }
}

const ACTS = { j: () => move(1), k: () => move(-1), a: assignCurrent }

document.addEventListener("keydown", (event) => {
  const act = ACTS[event.key.toLowerCase()]
  if (!act || event.ctrlKey || event.metaKey || event.altKey) return
  if (isTyping(event.target) || !isOn() || !line.checkVisibility()) return
  event.preventDefault()
  act()
})

button.addEventListener("click", () => switchTo(!isOn()))
line.hidden = false
show(isOn())
