// A photo is sent as soon as it is chosen, one after the other, and says how far it is. Without this script each place
// has a button that sends it; the address and its answer are the same.
const MOST_BYTES = 25 * 1024 * 1024;
const PAUSES = [2, 5, 15]; // seconds before it is tried again without being asked
const queue = [];
let sending;

const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.querySelector(".photo-slots").after(status);

function prepare(slot) {
  const form = slot.querySelector("form[enctype]");
  const input = form.querySelector("input");
  form.querySelector("button").hidden = true;
  const take = () => input.files.length && choose(slot, form, input);
  input.addEventListener("change", take);
  take(); // on a slow line a photo may have been chosen before this script came
}

function choose(slot, form, input) {
  if (input.files[0].size > MOST_BYTES) return refuse(slot, "This file is larger than 25 MB. Send a smaller copy of the photo.");
  const title = slot.querySelector("h3").textContent;
  const job = { slot, form, title, body: new FormData(form), tries: 0, box: document.createElement("div") };
  job.box.className = "photo-slot__progress";
  slot.querySelector(".photo-slot__progress")?.remove();
  slot.querySelector("[data-photo-error]").replaceChildren();
  form.after(job.box);
  form.hidden = true;
  input.value = "";
  queue.push(job);
  show(job, "Waits for the one before it", "Stop");
  job.box.querySelector("button").focus();
  next();
}

function refuse(slot, words) {
  const error = Object.assign(document.createElement("p"), { className: "field__error", textContent: words });
  slot.querySelector("[data-photo-error]").replaceChildren(error);
  status.textContent = words;
}

function next() {
  if (sending || !queue.length) return;
  sending = queue.shift();
  send(sending);
}

function end(job) {
  clearTimeout(job.timer);
  job.xhr?.abort();
  if (queue.includes(job)) queue.splice(queue.indexOf(job), 1);
  if (sending === job) sending = undefined;
  next();
}

function show(job, words, action) {
  const had = job.box.contains(document.activeElement);
  const line = Object.assign(document.createElement("p"), { textContent: words });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: action });
  button.setAttribute("aria-label", `${action}: ${job.title}`);
  button.addEventListener("click", () => (action === "Stop" ? stop(job) : again(job)));
  job.bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  job.bar.setAttribute("aria-label", job.title);
  job.box.replaceChildren(line, ...(action === "Stop" ? [job.bar] : []), button);
  if (had) button.focus();
}

function send(job) {
  job.timer = undefined;
  show(job, "Sending", "Stop");
  status.textContent = `Sending: ${job.title}`;
  const xhr = (job.xhr = new XMLHttpRequest());
  xhr.open("POST", job.form.action);
  xhr.responseType = "document";
  xhr.upload.addEventListener("progress", ({ loaded, total }) => {
    job.bar.value = Math.round((loaded / total) * 100);
    const isSent = job.bar.value === 100;
    job.box.firstChild.textContent = isSent ? "Sent. We look at it" : `Sending, ${job.bar.value} of 100`;
  });
  xhr.addEventListener("load", () => take(job, xhr.response));
  xhr.addEventListener("error", () => broken(job));
  xhr.send(job.body);
}

function take(job, page) {
  const fresh = page?.getElementById(job.slot.id);
  if (!fresh) return giveUp(job, "We could not keep this photo just now.");
  const had = job.slot.contains(document.activeElement);
  job.slot.replaceWith(fresh);
  prepare(fresh);
  document.getElementById("photos-count").textContent = page.getElementById("photos-count").textContent;
  if (had) fresh.querySelector("summary, input").focus({ preventScroll: true });
  const words = [...fresh.querySelectorAll(".photo-slot__state, .photo-slot__advice, .field__error")];
  status.textContent = [job.title, ...words.map((word) => word.textContent)].join(". ");
  end(job);
}

function broken(job) {
  if (job.tries === PAUSES.length) return giveUp(job, "The network is away. Your photo is still here.");
  show(job, "The network broke. We try again in a moment", "Stop");
  job.timer = setTimeout(send, PAUSES[job.tries++] * 1000, job);
}

function giveUp(job, words) {
  show(job, words, "Send again");
  job.form.hidden = false;
  status.textContent = `${job.title}. ${words}`;
  end(job);
}

function again(job) {
  job.tries = 0;
  job.form.hidden = true;
  queue.push(job);
  show(job, "Waits for the one before it", "Stop");
  next();
}

function stop(job) {
  job.box.remove();
  job.form.hidden = false;
  job.form.querySelector("input").focus();
  status.textContent = `Stopped: ${job.title}`;
  end(job);
}

document.querySelectorAll("[data-photo-slot]").forEach(prepare);
addEventListener("online", () => sending?.timer && (clearTimeout(sending.timer), send(sending)));
addEventListener("beforeunload", (event) => (sending || queue.length) && event.preventDefault());
