// Saving without leaving the page: the form is posted to its own address and answers in JSON.
// Without this script the same form posts and comes back with the saved line; nothing else differs.

const form = document.getElementById("log");
const words = form.dataset;
const savedRegion = document.getElementById("log-saved");
const notesRegion = document.getElementById("log-notes");
const problemRegion = document.getElementById("log-problem");
const saveButton = document.getElementById("log-save");
const repeatLink = document.getElementById("log-repeat");
const saveLabel = saveButton.querySelector("span");
const saveWord = saveLabel.textContent;
const AMOUNT = /^item-/;

let lastAmounts = JSON.parse(document.getElementById("log-last").textContent);
let lastSaved = null;
let busy = false;

// A UUIDv7 (RFC 9562): the same entry sent twice carries the same one and is stored once.
function uuid7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = Date.now();
  for (let i = 5; i >= 0; i -= 1) { bytes[i] = time % 256; time = Math.floor(time / 256); }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function said() {
  return [...new FormData(form)].filter(([name, value]) => value !== "" && !(AMOUNT.test(name) && value === "0"));
}

async function post(address, pairs) {
  const response = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(pairs),
  });
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  if (response.redirected) return { message: words.wordsSignedOut };
  if (!isJson) return { message: words.wordsFailed };
  const answer = await response.json();
  return response.ok ? answer : { message: answer.message || answer.detail || words.wordsFailed, fields: answer.fields };
}

function inputsNamed(name) {
  const found = form.elements[name];
  if (!found) return [];
  return found instanceof RadioNodeList ? [...found] : [found];
}

function clearProblems() {
  problemRegion.replaceChildren();
  savedRegion.hidden = false;
  form.querySelectorAll(".log-error, .log-problem").forEach((part) => part.remove());
  form.querySelectorAll('[aria-invalid="true"]').forEach((input) => input.removeAttribute("aria-invalid"));
}

function markField(name, message) {
  const [input] = inputsNamed(name);
  if (!input) return null;
  for (let fold = input.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const note = document.createElement("p");
  note.className = "error log-error";
  note.id = `${input.id || name}_said`;
  note.textContent = message;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-describedby", note.id);
  (input.closest(".stepper, .field, .log-more-item, .log-who") || input.parentElement).append(note);
  return input;
}

// While something is wrong, "Saved" about the contact before would only confuse.
function showProblem({ message, fields = {} }) {
  savedRegion.hidden = true;
  const box = document.createElement("div");
  box.className = "problem";
  const marked = Object.entries(fields).map(([name, text]) => [markField(name, text), text]);
  const homeless = marked.filter(([input]) => !input).map(([, text]) => text);
  box.textContent = [message, ...homeless.filter((text) => text !== message)].join(" ");
  problemRegion.replaceChildren(box);
  const first = marked.map(([input]) => input).find(Boolean);
  if (first) first.focus(); else box.scrollIntoView({ block: "nearest" });
}

function messageLine({ text, url = "", act = "" }) {
  const line = document.getElementById("log-message-part").content.cloneNode(true);
  const words = line.querySelector("span");
  words.textContent = text;
  if (url) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = act;
    words.append(" ", link);
  }
  return line;
}

function showSaved(answer) {
  const part = document.getElementById("log-saved-part").content.cloneNode(true);
  part.querySelector('[name="uid"]').value = answer.uid;
  part.querySelector("[data-saved-at]").textContent = answer.saved_at;
  part.querySelector("[data-saved-what]").textContent = answer.what;
  part.querySelector("[data-look]").href = answer.url;
  savedRegion.replaceChildren(part);
  const notes = [...answer.shortages.map((text) => ({ text })), ...answer.warnings];
  notesRegion.replaceChildren(...notes.map(messageLine));
}

function setValue(input, value) {
  if (input.value === value) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

// Back to nothing said. The kind of place stays, and so does counting: both hold for a whole shift.
function empty() {
  const counting = form.elements.who.value === "count";
  [...form.elements].forEach((input) => {
    if (input.type === "checkbox" || (input.type === "radio" && input.name !== "who")) input.checked = false;
    else if (input.type === "number") setValue(input, input.name === "people" ? "1" : input.closest(".log-more-item, .field") ? "" : "0");
    else if (["text", "datetime-local", "textarea", "date"].includes(input.type)) input.value = "";
    else if (input.tagName === "SELECT" && input.name !== "place_type") input.value = "";
  });
  if (!counting) document.getElementById("who-anonymous").checked = true;
  form.querySelectorAll("details[open]").forEach((fold) => { fold.open = false; });
  form.elements.uid.value = uuid7();
}

function fill(pairs) {
  pairs.forEach(([name, value]) => {
    if (["uid", "site", "csrfmiddlewaretoken"].includes(name)) return;
    inputsNamed(name).forEach((input) => {
      if (input.type === "radio" || input.type === "checkbox") input.checked ||= input.value === value;
      else setValue(input, value);
      const fold = input.closest("details");
      if (fold && name !== "participant") fold.open = true;
    });
  });
}

function remember(pairs) {
  const amounts = Object.fromEntries(pairs.filter(([name]) => AMOUNT.test(name)));
  if (form.elements.who.value === "count" || Object.keys(amounts).length === 0) return;
  lastAmounts = amounts;
  repeatLink.hidden = false;
}

async function save(event) {
  event.preventDefault();
  if (busy) return;
  busy = true;
  const pairs = said();
  saveLabel.textContent = words.wordsSaving;
  let answer;
  try {
    answer = await post(form.action, pairs);
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    answer = { message: words.wordsOffline };
  } finally {
    busy = false;
    saveLabel.textContent = saveWord;
  }
  clearProblems();
  if (!answer.uid) { showProblem(answer); return; }
  lastSaved = { ...answer, pairs };
  showSaved(answer);
  remember(pairs);
  empty();
  document.dispatchEvent(new CustomEvent("log:saved", { detail: { totals: answer.totals, amounts: lastAmounts } }));
}

async function undo(event) {
  const line = event.target.closest(".log-saved-line");
  if (!line) return;
  event.preventDefault();
  let answer;
  try {
    answer = await post(words.undo, [...new FormData(line)]);
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    answer = { message: words.wordsOffline };
  }
  if (!answer.undone) { showProblem(answer); return; }
  clearProblems();
  notesRegion.replaceChildren();
  savedRegion.replaceChildren(messageLine({ text: words.wordsUndone }));
  if (lastSaved && lastSaved.uid === answer.undone) {
    document.dispatchEvent(new CustomEvent("log:undone", { detail: { totals: lastSaved.totals } }));
    fill(lastSaved.pairs);
    lastSaved = null;
  }
}

function repeat(event) {
  event.preventDefault();
  fill(Object.entries(lastAmounts).map(([name, amount]) => [name, String(amount)]));
}

form.addEventListener("submit", save);
savedRegion.addEventListener("submit", undo);
repeatLink.addEventListener("click", repeat);
